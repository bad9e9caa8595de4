package ai.levqor.email;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class MailLimitsSqliteIT extends MailLimitsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
