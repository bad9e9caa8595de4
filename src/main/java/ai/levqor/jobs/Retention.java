package ai.levqor.jobs;

import ai.levqor.idempotency.AnswerRepository;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Deletes what ended long ago with everything that hangs on it, a thousand at a time so that nobody waits for it. */
final class Retention {
    private static final int CHUNK = 1_000;
    private static final long KEY_LIFE_MS = Duration.ofHours(24).toMillis();
    private static final long NODE_LIFE_MS = Duration.ofHours(1).toMillis();

    private static final Sql OLD = Sql.of("""
            delete from finished_jobs where id in (
                select id from finished_jobs where id < #{floor} and finished_at < #{before} order by id limit #{chunk})
            returning id
            """);

    private static final List<Sql> ATTACHED = List.of(
            Sql.of("delete from job_events where job_id in (select old.id from ${rows old(id uuid)})"),
            Sql.of("""
                    delete from callback_attempts where delivery_id in (
                        select d.id from callback_deliveries d join ${rows old(id uuid)} on old.id = d.job_id)
                    """),
            Sql.of("delete from callback_deliveries where job_id in (select old.id from ${rows old(id uuid)})"),
            Sql.of("""
                    delete from costs where state <> 'reserved' and job_id in (
                        select old.id from ${rows old(id uuid)})
                    """),
            Sql.of("""
                    delete from job_costs where reserved = 0 and job_id in (select old.id from ${rows old(id uuid)})
                    """),
            Sql.of("delete from workflow_steps where job_id in (select old.id from ${rows old(id uuid)})"),
            Sql.of("delete from workflow_events where job_id in (select old.id from ${rows old(id uuid)})"),
            Sql.of("delete from job_logs where job_id in (select old.id from ${rows old(id uuid)})"),
            Sql.of("delete from job_activity where job_id in (select old.id from ${rows old(id uuid)})"),
            Sql.of("delete from workflow_runs where job_id in (select old.id from ${rows old(id uuid)})"));

    private static final Sql OLD_KEYS = Sql.of("delete from job_keys where created_at < #{before}");

    private static final Sql OLD_BATCHES = Sql.of("""
            delete from batches where created_at < #{before}
              and not exists (select 1 from jobs j where j.batch_id = batches.id)
              and not exists (select 1 from finished_jobs f where f.batch_id = batches.id)
            """);

    /** A bucket that nobody took from for so long is full, as a new one is. */
    private static final Sql OLD_BUCKETS = Sql.of("delete from rate_buckets where refilled_at < #{before}");

    private static final Sql OLD_NODES = Sql.of("delete from nodes where heartbeat_at < ${now} - #{life}");

    private final Database database;
    private final InstantSource clock;
    private final Duration keep;

    Retention(Database database, InstantSource clock, Duration keep) {
        this.database = database;
        this.clock = clock;
        this.keep = keep;
    }

    /** Deletes all that is due; answers how many jobs that were. */
    Future<Integer> run() {
        long before = clock.millis() - keep.toMillis();
        return chunk(before, 0)
                .compose(jobs -> database.update(OLD_KEYS, Params.of("before", clock.millis() - KEY_LIFE_MS))
                        .compose(none -> database.update(OLD_BATCHES, Params.of("before", before)))
                        .compose(none -> database.update(OLD_BUCKETS, Params.of("before", before)))
                        .compose(none -> database.update(QueueRepository.DROP_ALL, Params.NONE))
                        .compose(none -> new AnswerRepository(database).deleteExpired(clock.millis()))
                        .compose(none -> database.update(OLD_NODES, Params.of("life", NODE_LIFE_MS)))
                        .map(jobs));
    }

    private Future<Integer> chunk(long before, int done) {
        return database.<Integer>transaction(session -> session.run(
                                OLD,
                                Params.of("floor", Uuid7.floor(before))
                                        .and("before", before)
                                        .and("chunk", CHUNK))
                        .compose(deleted -> {
                            var old = new Rows();
                            for (Row row : deleted) {
                                old.add(row.getUUID("id"));
                            }
                            return attached(session, old).map(old.size());
                        }))
                .compose(deleted ->
                        deleted < CHUNK ? Future.succeededFuture(done + deleted) : chunk(before, done + deleted));
    }

    /** Deletes what hangs on jobs that were just deleted. */
    static Future<?> attached(Session session, Rows old) {
        Future<?> attached = Future.succeededFuture();
        if (old.size() > 0) {
            for (Sql sql : ATTACHED) {
                attached = attached.compose(none -> session.run(sql, Params.of("old", old)));
            }
        }
        return attached;
    }
}
