package ai.levqor.jobs;

import ai.levqor.sql.BlockingConnection;
import ai.levqor.sql.DatabaseException;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sign of life of a node: one row, written by a thread and a connection of its own, so that neither a blocked event
 * loop nor a busy pool lets a living node look dead. Time is the database's, so clocks of nodes may differ.
 */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private static final Sql BEAT = Sql.of("""
            insert into nodes (id, name, started_at, heartbeat_at) values (#{id}, #{name}, ${now}, ${now})
            on conflict (id) do update set heartbeat_at = excluded.heartbeat_at
            """);

    private static final Sql LEAVE = Sql.of("delete from nodes where id = #{id}");

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("levqor-heartbeat").factory());
    private final BlockingConnection connection;
    private final UUID node;
    private final String name;
    private final Duration interval;
    private final Duration lease;
    private final Runnable onSteady;
    private volatile long beatAt;
    private boolean failed;
    private long recoveredAt;

    /** {@code onSteady} runs after each beat, but not within a lease after an outage: then all nodes look dead. */
    Heartbeat(DatabaseUrl url, UUID node, String name, Duration interval, Duration lease, Runnable onSteady) {
        this.connection = new BlockingConnection(url);
        this.node = node;
        this.name = name;
        this.interval = interval;
        this.lease = lease;
        this.onSteady = onSteady;
        this.recoveredAt = System.nanoTime() - lease.toNanos();
    }

    /** Beats from now on; ends when the node is known, before which it must not claim. */
    Future<Void> start() {
        Promise<Void> known = Promise.promise();
        thread.execute(() -> {
            try {
                connection.update(BEAT, Params.of("id", node).and("name", name));
                beatAt = System.nanoTime();
                known.complete();
            } catch (RuntimeException e) {
                known.fail(e);
            }
        });
        thread.scheduleWithFixedDelay(this::beat, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return known.future();
    }

    /** Whether a beat was stored within the lease. */
    boolean steady() {
        return System.nanoTime() - beatAt < lease.toNanos();
    }

    /** Beats no more; what the node still held was handed back before. */
    void stop() {
        thread.execute(() -> {
            try (connection) {
                connection.update(LEAVE, Params.of("id", node));
            } catch (DatabaseException e) {
                LOG.warn("left without saying so: {}", e.toString());
            }
        });
        thread.shutdown();
    }

    private void beat() {
        try {
            connection.update(BEAT, Params.of("id", node).and("name", name));
            beatAt = System.nanoTime();
            if (failed) {
                failed = false;
                recoveredAt = System.nanoTime();
            }
            if (System.nanoTime() - recoveredAt >= lease.toNanos()) {
                onSteady.run();
            }
        } catch (RuntimeException e) {
            failed = true;
            LOG.warn("no heartbeat: {}", e.toString());
        }
    }
}
