package ai.levqor.integration;

import ai.levqor.TestPostgres;
import ai.levqor.sql.DatabaseUrl;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

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

    /** What a test does with each of them. */
    interface Check {
        void on(Store store) throws Exception;
    }

    /** Checks all of them side by side: for tests that mostly wait. */
    static void all(Check check) throws Exception {
        List<Callable<Store>> checks = Stream.of(values())
                .<Callable<Store>>map(store -> () -> {
                    check.on(store);
                    return store;
                })
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Store> checked : threads.invokeAll(checks)) {
                checked.get();
            }
        }
    }

    private static Map<String, String> postgres(DatabaseUrl.Postgres url) {
        return Map.of(
                "LEVQOR_DATABASE_URL",
                "postgresql://" + url.user() + ":" + url.password() + "@" + url.host() + ":" + url.port() + "/"
                        + url.database());
    }
}
