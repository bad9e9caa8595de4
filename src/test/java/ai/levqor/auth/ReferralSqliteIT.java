package ai.levqor.auth;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class ReferralSqliteIT extends ReferralContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
