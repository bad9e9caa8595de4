package ai.levqor.ops;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.nio.file.Path;

class OpsPostgresIT extends OpsContract {
    @Override
    DatabaseUrl database(Path folder) {
        return TestPostgres.fresh();
    }
}
