package ai.levqor.referrals;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class ReferralsSqliteIT extends ReferralsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
