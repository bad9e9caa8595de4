package ai.levqor.integration;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.util.Map;

/** The databases that the product must behave the same on. */
enum Store {
    SQLITE,
    POSTGRES;

    /** Settings that name an empty database; SQLite's is a file in the process' own data folder. */
    Map<String, String> fresh() {
        return switch (this) {
            case SQLITE -> Map.of();
            case POSTGRES -> postgres((DatabaseUrl.Postgres) TestPostgres.fresh());
        };
    }

    private static Map<String, String> postgres(DatabaseUrl.Postgres url) {
        return Map.of(
                "LEVQOR_DATABASE_URL",
                "postgresql://" + url.user() + ":" + url.password() + "@" + url.host() + ":" + url.port() + "/"
                        + url.database());
    }
}
