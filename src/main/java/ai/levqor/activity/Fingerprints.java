package ai.levqor.activity;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Finds out which followed jobs changed since the last look, in one statement for all of them. */
final class Fingerprints {
    /** Stands for all jobs together. */
    static final UUID ALL = new UUID(0, 0);

    private static final Sql LOOK = Sql.of("""
            select f.id, coalesce(j.state, e.state) as state, coalesce(j.attempt, e.attempt) as attempt,
                coalesce(j.run_at, e.finished_at) as at, a.reports, a.lines,
                (select max(seq) from workflow_steps s where s.job_id = f.id) as steps,
                (select max(v.id) from job_events v where v.job_id = f.id) as events
            from ${rows f(id uuid)}
            left join jobs j on j.id = f.id left join finished_jobs e on e.id = f.id
            left join job_activity a on a.job_id = f.id
            """);

    private static final Sql LOOK_AT_ALL = Sql.of("""
            select (select max(finished_at) from finished_jobs) as ended, (select max(at) from job_events) as events,
                (select max(started_at) from jobs where state = 'running') as started,
                (select id from jobs order by id desc limit 1) as newest
            """);

    private final Database database;
    private final Map<UUID, String> known = new HashMap<>();

    Fingerprints(Database database) {
        this.database = database;
    }

    /** Nobody follows any more. */
    void forget() {
        known.clear();
    }

    /** Which of {@code jobs} changed; {@link #ALL} when {@code all} is asked for and any did. */
    Future<Set<UUID>> changed(List<UUID> jobs, boolean all) {
        Set<UUID> changed = new HashSet<>();
        known.keySet().retainAll(withAll(jobs));
        return look(jobs, changed).compose(none -> all ? lookAtAll(changed) : Future.succeededFuture(changed));
    }

    private static Set<UUID> withAll(List<UUID> jobs) {
        Set<UUID> kept = new HashSet<>(jobs);
        kept.add(ALL);
        return kept;
    }

    private Future<?> look(List<UUID> jobs, Set<UUID> changed) {
        if (jobs.isEmpty()) {
            return Future.succeededFuture();
        }
        var rows = new Rows();
        jobs.forEach(rows::add);
        return database.query(LOOK, Params.of("f", rows)).onSuccess(found -> {
            for (Row row : found) {
                note(
                        row.getUUID("id"),
                        row.getString("state")
                                + row.getInteger("attempt")
                                + ' '
                                + row.getLong("at")
                                + ' '
                                + row.getInteger("reports")
                                + ' '
                                + row.getInteger("lines")
                                + ' '
                                + row.getInteger("steps")
                                + ' '
                                + row.getLong("events"),
                        changed);
            }
        });
    }

    private Future<Set<UUID>> lookAtAll(Set<UUID> changed) {
        return database.query(LOOK_AT_ALL, Params.NONE).map(found -> {
            for (Row row : found) {
                note(
                        ALL,
                        row.getLong("ended") + " " + row.getLong("events") + " " + row.getLong("started") + " "
                                + row.getUUID("newest"),
                        changed);
            }
            return changed;
        });
    }

    private void note(UUID job, String print, Set<UUID> changed) {
        if (!print.equals(known.put(job, print))) {
            changed.add(job);
        }
    }
}
