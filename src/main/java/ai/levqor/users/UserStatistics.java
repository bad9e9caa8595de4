package ai.levqor.users;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Counts users for the reports. */
final class UserStatistics {
    private static final Sql TOTAL = Sql.of("""
            select (select count(*) from users) as total,
                (select count(*) from users where created_at < #{first}) as before
            """);

    private static final Sql ADDED = Sql.of("""
            select day.begins, count(users.id) as added
            from ${rows day(begins bigint, ends bigint)}
            left join users on users.created_at >= day.begins and users.created_at < day.ends
            group by day.begins order by day.begins
            """);

    private static final Sql ACTIVE = Sql.of("select count(*) as active from users where active_at >= #{since}");

    private static final Sql ALL = Sql.of("select count(*) as total from users");

    private final Database database;
    private final InstantSource clock;

    UserStatistics(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is counted, in epoch milliseconds.
     *
     * @param days the beginnings of the days, in order, and the end of the last
     * @param activeSince since when users count as active, several times over
     */
    record Asked(List<Long> days, List<Long> activeSince) {
        static Asked of(Request request) {
            return new Asked(
                    moments(request.input().getJsonArray("days")),
                    moments(request.input().getJsonArray("active_since")));
        }

        private static List<Long> moments(JsonArray array) {
            return array.stream().map(moment -> ((Number) moment).longValue()).toList();
        }
    }

    Reply counts(Asked asked) {
        var total = await(database.query(TOTAL, Params.of("first", asked.days().getFirst())))
                .iterator()
                .next();
        var days = new Rows();
        for (int i = 1; i < asked.days().size(); i++) {
            days.add(asked.days().get(i - 1), asked.days().get(i));
        }
        var added = new JsonArray();
        await(database.query(ADDED, Params.of("day", days))).forEach(row -> added.add(row.getLong("added")));
        var active = new JsonArray();
        asked.activeSince().forEach(since -> active.add(active(since)));
        return () -> new JsonObject()
                .put("total", total.getLong("total"))
                .put("before", total.getLong("before"))
                .put("added", added)
                .put("active", active);
    }

    /** All users, and those active in the last 24 hours. */
    Reply totals() {
        long total = await(database.query(ALL, Params.NONE)).iterator().next().getLong("total");
        long active = active(clock.millis() - Duration.ofDays(1).toMillis());
        return () -> new JsonObject().put("total", total).put("active", active);
    }

    private long active(long since) {
        return await(database.query(ACTIVE, Params.of("since", since)))
                .iterator()
                .next()
                .getLong("active");
    }
}
