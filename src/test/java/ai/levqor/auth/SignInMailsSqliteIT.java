package ai.levqor.auth;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class SignInMailsSqliteIT extends SignInMailsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
