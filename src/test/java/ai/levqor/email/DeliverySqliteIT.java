package ai.levqor.email;

import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class DeliverySqliteIT extends DeliveryContract {
    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }
}
