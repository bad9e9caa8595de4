package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads jobs, whether they wait, run or ended. */
final class JobRepository {
    private static final Sql FIND = Sql.of("select " + Job.ACTIVE + " from jobs where id = #{id} union all select "
            + Job.FINISHED + " from finished_jobs where id = #{id}");

    private static final Map<Listing, Sql> LISTS = new ConcurrentHashMap<>();

    private static final Sql OWNER = Sql.of(
            "select owner from jobs where id = #{id} union all select owner" + " from finished_jobs where id = #{id}");

    /** What owners begin with who are people: their jobs have an index, those of keys do not. */
    static final String PEOPLE = "account:";

    private static final Sql BATCH_OWNER = Sql.of("select owner from batches where id = #{id}");

    private static final Sql EVENTS =
            Sql.of("select at, type, attempt, detail from job_events where job_id = #{id} order by id limit 1000");

    private static final Sql ADD_EVENTS = Sql.of("""
            insert into job_events (job_id, at, type, attempt, detail)
            select event.job_id, event.at, event.type, event.attempt, event.detail
            from ${rows event(job_id uuid, at bigint, type text, attempt int, detail text)}
            """);

    private static final Sql ACTIVITY = Sql.of("""
            select a.attempt, a.progress, a.message, a.reported_at, r.job_id as run, r.tasks, r.rerun_of, r.rerun_from,
                (select count(*) from workflow_steps s where s.job_id = r.job_id) as known,
                (select count(*) from workflow_steps s where s.job_id = r.job_id and s.state in ('done', 'skipped'))
                    as done
            from (select 1 as one) o
            left join job_activity a on a.job_id = #{id} left join workflow_runs r on r.job_id = #{id}
            """);

    private static final Sql COUNT_BATCH = Sql.of("""
            select b.created_at, b.total, s.state, s.jobs
            from batches b left join (
                select state, count(*) as jobs from jobs where batch_id = #{id} group by state
                union all
                select state, count(*) as jobs from finished_jobs where batch_id = #{id} group by state) s on 1 = 1
            where b.id = #{id}
            """);

    private final Database database;

    JobRepository(Database database) {
        this.database = database;
    }

    Future<Optional<Job>> find(UUID id) {
        return database.query(FIND, Params.of("id", id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Job::of)
                        .findFirst());
    }

    /** Jobs older than {@code before}, newest first. */
    Future<List<Job>> list(
            UUID before,
            @Nullable State state,
            @Nullable String workflow,
            @Nullable UUID batch,
            @Nullable String owner,
            int limit) {
        var listing = new Listing(
                state, workflow != null, batch != null, owner != null, owner != null && owner.startsWith(PEOPLE));
        Params params = Params.of("before", before).and("limit", limit);
        if (workflow != null) {
            params.and("workflow", workflow);
        }
        if (batch != null) {
            params.and("batch", batch);
        }
        if (owner != null) {
            params.and("owner", owner);
        }
        return database.query(LISTS.computeIfAbsent(listing, Listing::sql), params)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Job::of)
                        .toList());
    }

    /** What happened before the last attempt; the job's own row tells the rest. */
    Future<List<JobEvent>> events(UUID id) {
        return database.query(EVENTS, Params.of("id", id)).map(rows -> {
            var events = new ArrayList<JobEvent>();
            for (Row row : rows) {
                String detail = row.getString("detail");
                events.add(new JobEvent(
                        id,
                        row.getLong("at"),
                        row.getString("type"),
                        row.getInteger("attempt"),
                        detail == null ? null : new JsonObject(detail)));
            }
            return events;
        });
    }

    static Future<Void> add(Session session, List<JobEvent> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        var rows = new Rows();
        for (JobEvent event : events) {
            JsonObject detail = event.detail();
            rows.add(event.job(), event.at(), event.type(), event.attempt(), detail == null ? null : detail.encode());
        }
        return session.run(ADD_EVENTS, Params.of("event", rows)).mapEmpty();
    }

    /** How far a job says that it is, how many steps its run did, and what it repeats. */
    Future<JsonObject> activity(UUID id) {
        return database.query(ACTIVITY, Params.of("id", id))
                .map(rows -> Progress.of(rows.iterator().next()));
    }

    Future<Optional<String>> owner(UUID id) {
        return database.query(OWNER, Params.of("id", id)).map(JobRepository::owner);
    }

    Future<Optional<String>> batchOwner(UUID id) {
        return database.query(BATCH_OWNER, Params.of("id", id)).map(JobRepository::owner);
    }

    private static Optional<String> owner(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString("owner"))
                .findFirst();
    }

    /** How many jobs of a batch are in each state; empty when there is no such batch. */
    Future<Optional<Batch>> batch(UUID id) {
        return database.query(COUNT_BATCH, Params.of("id", id)).map(rows -> {
            Batch batch = null;
            for (Row row : rows) {
                if (batch == null) {
                    batch = new Batch(id, row.getLong("created_at"), row.getInteger("total"));
                }
                if (row.getString("state") != null) {
                    batch.count(State.of(row.getString("state")), row.getLong("jobs"));
                }
            }
            return Optional.ofNullable(batch);
        });
    }

    /** Which filters a list has: each combination is its own statement, so that each finds its index. */
    private record Listing(@Nullable State state, boolean workflow, boolean batch, boolean owner, boolean people) {
        Sql sql() {
            String active = part(Job.ACTIVE, "jobs");
            String finished = part(Job.FINISHED, "finished_jobs");
            if (state != null) {
                return Sql.of(state.ended() ? finished : active);
            }
            return Sql.of("select * from (select * from (" + active + ") active union all select * from (" + finished
                    + ") finished) both_tables order by id desc limit #{limit}");
        }

        private String part(String columns, String table) {
            var sql = new StringBuilder("select " + columns + " from " + table + " where id < #{before}");
            if (state != null) {
                sql.append(" and state = '").append(state.wire()).append('\'');
            }
            if (state == State.FAILED || state == State.CANCELLED) {
                sql.append(" and state <> 'succeeded'"); // names the partial index
            }
            if (workflow) {
                sql.append(" and workflow = #{workflow}");
            }
            if (batch) {
                sql.append(" and batch_id = #{batch}");
            }
            if (owner) {
                sql.append(" and owner = #{owner}");
            }
            if (people) {
                sql.append(" and substr(owner, 1, 8) = 'account:'"); // names the partial index
            }
            return sql.append(" order by id desc limit #{limit}").toString();
        }
    }
}
