package ai.levqor.analytics;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class AnalyticsSqliteIT extends AnalyticsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
