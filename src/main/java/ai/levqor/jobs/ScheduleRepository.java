package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The stored schedules. */
final class ScheduleRepository {
    private static final Sql LIST =
            Sql.of("select * from schedules where name > #{after} and (#{owner} = '' or owner = #{owner})"
                    + " order by name limit #{limit}");

    private static final Sql PUT = Sql.of("""
            insert into schedules (name, cron, every_ms, after_ms, time_zone, workflow, payload, priority, callback_url,
                owner, enabled, next_run_at)
            values (#{name}, #{cron}, #{everyMs}, #{afterMs}, #{timeZone}, #{workflow}, #{payload}, #{priority}, #{callbackUrl}, #{owner},
                #{enabled}, #{nextRunAt})
            on conflict (name) do update set cron = excluded.cron, every_ms = excluded.every_ms,
                after_ms = excluded.after_ms, time_zone = excluded.time_zone,
                workflow = excluded.workflow, payload = excluded.payload, priority = excluded.priority,
                callback_url = excluded.callback_url, owner = excluded.owner, enabled = excluded.enabled,
                next_run_at = excluded.next_run_at
            where #{confined} = '' or schedules.owner = #{confined}
            returning *
            """);

    private static final Sql REMOVE = Sql.of("delete from schedules where name = #{name} and (#{owner} = '' or owner = #{owner})");

    private static final Sql DUE = Sql.of("""
            select * from schedules where enabled = 1 and next_run_at <= #{now}
            order by next_run_at limit 100 ${skipLocked}
            """);

    private static final Sql FIRED =
            Sql.of("update schedules set next_run_at = #{next}, last_job_id = #{job} where name = #{name}");

    private static final Sql ENDED = Sql.of("""
            select f.finished_at as at, (select count(*) from jobs j where j.id = #{job}) as running
            from (select 1 as one) always left join finished_jobs f on f.id = #{job}
            """);

    private static final Sql NEXT = Sql.of("select min(next_run_at) as at from schedules where enabled = 1");

    private final Database database;

    ScheduleRepository(Database database) {
        this.database = database;
    }

    /** Schedules of {@code owner}, of all where it is empty. */
    Future<List<Schedule>> list(String after, String owner, int limit) {
        return database.query(LIST, Params.of("after", after).and("owner", owner).and("limit", limit))
                .map(ScheduleRepository::schedules);
    }

    /** Stores a schedule; empty when its name is taken by another than {@code owner}, who is all where it is empty. */
    Future<Optional<Schedule>> put(Schedule schedule, String owner) {
        return database.update(
                        PUT,
                        Params.of("name", schedule.name())
                                .and("cron", schedule.cron() == null ? "" : schedule.cron())
                                .and("everyMs", schedule.everyMs())
                                .and("afterMs", schedule.afterMs())
                                .and("timeZone", schedule.timeZone())
                                .and("workflow", schedule.workflow())
                                .and("payload", schedule.payload().encode())
                                .and("priority", schedule.priority().stored())
                                .and("callbackUrl", schedule.callbackUrl())
                                .and("owner", schedule.owner())
                                .and("confined", owner)
                                .and("enabled", schedule.enabled() ? 1 : 0)
                                .and("nextRunAt", schedule.nextRunAt()))
                .map(rows -> schedules(rows).stream().findFirst());
    }

    Future<Boolean> remove(String name, String owner) {
        return database.update(REMOVE, Params.of("name", name).and("owner", owner)).map(rows -> rows.rowCount() > 0);
    }

    /** Schedules whose time has come; nobody else fires them until the transaction ends. */
    Future<List<Schedule>> due(Session session, long now) {
        return session.run(DUE, Params.of("now", now)).map(ScheduleRepository::schedules);
    }

    /** When a job ended, epoch milliseconds; null while it has not, 0 when it is known no more. */
    Future<@Nullable Long> ended(Session session, UUID job) {
        return session.run(ENDED, Params.of("job", job)).map(rows -> {
            Row row = rows.iterator().next();
            Long at = row.getLong("at");
            return row.getLong("running") > 0 ? null : at == null ? Long.valueOf(0) : at;
        });
    }

    Future<Void> fired(Session session, String name, long next, @Nullable UUID job) {
        return session.run(FIRED, Params.of("name", name).and("next", next).and("job", job))
                .mapEmpty();
    }

    /** When the next one is due; the end of time when there is none. */
    Future<Long> next() {
        return database.query(NEXT, Params.NONE).map(rows -> {
            Long at = rows.iterator().next().getLong("at");
            return at == null ? Long.MAX_VALUE : at;
        });
    }

    private static List<Schedule> schedules(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(Schedule::of).toList();
    }
}
