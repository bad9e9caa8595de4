package ai.levqor.auth;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class AccountsSqliteIT extends AccountsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
