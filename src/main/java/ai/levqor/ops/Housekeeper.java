package ai.levqor.ops;

import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Upkeep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the database's {@link Upkeep} in the background, and shows what it finds. */
final class Housekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
    private static final double MUCH = 0.5;

    private final Vertx vertx;
    private final DatabaseUrl url;
    private final Duration longTransaction;
    private volatile Upkeep last = new Upkeep(0, 0);

    Housekeeper(Vertx vertx, DatabaseUrl url, Duration longTransaction, MeterRegistry registry) {
        this.vertx = vertx;
        this.url = url;
        this.longTransaction = longTransaction;
        Gauge.builder("levqor.database.long.transactions", () -> last.longTransactions())
                .description("Transactions that are older than ops.long-transaction.")
                .register(registry);
        Gauge.builder("levqor.database.dead.ratio", () -> last.dead())
                .description("Largest share of dead rows in a large table, or of free pages in a large SQLite file.")
                .register(registry);
    }

    /** Does a portion every {@code interval}, beginning after the first: a start has enough to do. */
    void start(Duration interval) {
        vertx.setPeriodic(interval.toMillis(), none -> vertx.executeBlocking(() -> Upkeep.run(url, longTransaction))
                .onSuccess(this::show)
                .onFailure(cause -> LOG.warn("the database's upkeep failed: {}", cause.toString())));
    }

    private void show(Upkeep upkeep) {
        if (upkeep.longTransactions() > 0 && last.longTransactions() == 0) {
            LOG.warn(
                    "{} transactions are older than {}: they keep PostgreSQL from removing dead rows; pg_stat_activity"
                            + " shows whose they are",
                    upkeep.longTransactions(),
                    longTransaction);
        }
        if (upkeep.dead() > MUCH && last.dead() <= MUCH) {
            LOG.warn("more than half of a table are dead rows: let autovacuum run more often on it, or VACUUM it");
        }
        last = upkeep;
    }
}
