package ai.levqor.live;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The stored log lines and reports of progress. Both count only while the job is at the attempt that sends them. */
public final class JobLogs {
    private static final Sql EXISTS =
            Sql.of("select id from jobs where id = #{job} union all select id from finished_jobs where id = #{job}");

    private static final Sql COUNT = Sql.of("""
            insert into job_activity (job_id, attempt, lines)
            select id, attempt, #{lines} from jobs
            where id = #{job} and attempt = #{attempt} and state = 'running'
            on conflict (job_id) do update set lines = job_activity.lines + excluded.lines
            returning lines
            """);

    private static final Sql ADD = Sql.of("""
            insert into job_logs (job_id, number, at, attempt, level, step, message)
            select line.job_id, line.number, line.at, line.attempt, line.level, line.step, line.message
            from ${rows line(job_id uuid, number int, at bigint, attempt int, level text, step text, message text)}
            """);

    private static final Sql REPORT = Sql.of("""
            insert into job_activity (job_id, attempt, progress, message, reported_at, reports)
            select id, attempt, #{progress}, #{message}, #{now}, 1 from jobs
            where id = #{job} and attempt = #{attempt} and state = 'running'
            on conflict (job_id) do update set attempt = excluded.attempt, progress = excluded.progress,
                message = excluded.message, reported_at = excluded.reported_at, reports = job_activity.reports + 1
            returning reports
            """);

    private static final Sql LINES = Sql.of("""
            select number, at, attempt, level, step, message from job_logs
            where job_id = #{job} and number > #{after} and (#{level} = '' or level = #{level})
            order by number limit #{limit}
            """);

    private final Database database;

    /** The logs in {@code database}. */
    public JobLogs(Database database) {
        this.database = database;
    }

    /** Whether there is such a job. */
    public Future<Boolean> exists(UUID job) {
        return database.query(EXISTS, Params.of("job", job)).map(rows -> rows.size() > 0);
    }

    /**
     * Stores lines up to the {@code max}th of their job; the first one over it says that further ones are dropped.
     *
     * @return how many were kept; empty when the job is at another attempt
     */
    public Future<Optional<Integer>> add(UUID job, int attempt, List<Line> lines, int max) {
        return database.transaction(session -> session.run(
                        COUNT, Params.of("job", job).and("attempt", attempt).and("lines", lines.size()))
                .compose(counted -> {
                    if (counted.size() == 0) {
                        return Future.succeededFuture(Optional.empty());
                    }
                    int number = counted.iterator().next().getInteger("lines") - lines.size();
                    var rows = new Rows();
                    int kept = 0;
                    for (Line line : lines) {
                        number++;
                        if (number <= max) {
                            rows.add(job, number, line.at(), attempt, line.level(), line.step(), line.message());
                            kept++;
                        } else if (number == max + 1) {
                            String dropped = "The job has " + max + " lines; further ones are dropped.";
                            rows.add(job, number, line.at(), attempt, "warn", null, dropped);
                        }
                    }
                    Optional<Integer> answer = Optional.of(kept);
                    return rows.size() == 0
                            ? Future.succeededFuture(answer)
                            : session.run(ADD, Params.of("line", rows)).map(answer);
                }));
    }

    /** Stores a report; whether the job was at this attempt. */
    public Future<Boolean> report(UUID job, int attempt, double progress, @Nullable String message, long now) {
        return database.update(
                        REPORT,
                        Params.of("job", job)
                                .and("attempt", attempt)
                                .and("progress", progress)
                                .and("message", message)
                                .and("now", now))
                .map(rows -> rows.size() > 0);
    }

    /** Lines behind the {@code after}th; an empty level is all. */
    public Future<List<JsonObject>> lines(UUID job, int after, String level, int limit) {
        return database.query(
                        LINES,
                        Params.of("job", job)
                                .and("after", after)
                                .and("level", level)
                                .and("limit", limit))
                .map(rows -> {
                    var lines = new ArrayList<JsonObject>();
                    rows.forEach(row -> lines.add(json(row)));
                    return lines;
                });
    }

    /** A line as clients get it. */
    public static JsonObject json(Row row) {
        return new JsonObject()
                .put("number", row.getInteger("number"))
                .put("at", row.getLong("at") / 1000.0)
                .put("attempt", row.getInteger("attempt"))
                .put("level", row.getString("level"))
                .put("step", row.getString("step"))
                .put("message", row.getString("message"));
    }

    /** A line; {@code at} is epoch milliseconds. */
    public record Line(long at, String level, @Nullable String step, String message) {}
}
