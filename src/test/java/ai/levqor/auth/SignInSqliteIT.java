package ai.levqor.auth;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class SignInSqliteIT extends SignInContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
