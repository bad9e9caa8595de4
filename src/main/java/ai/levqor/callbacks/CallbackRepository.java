package ai.levqor.callbacks;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Deliveries and endpoints, as clients see and change them. */
final class CallbackRepository {
    /** An attempt is under way when the last one is not in the log yet. */
    private static final String UNDER_WAY = """
            d.attempts > 0 and not exists (
                select 1 from callback_attempts a where a.delivery_id = d.id and a.attempt = d.attempts)
            """;

    private static final String STATUS = """
            d.id, d.job_id, d.url, d.state, d.attempts, d.created_at,
            case when d.state = 'pending' and not (%s) then d.next_at end as next_at
            """.formatted(UNDER_WAY);

    private static final Sql FIND =
            Sql.of("select " + STATUS + " from callback_deliveries d where d.job_id = #{job} order by d.id");

    private static final Sql ATTEMPTS = Sql.of("""
            select a.delivery_id, a.attempt, a.at, a.status, a.duration_ms, a.error
            from callback_attempts a join callback_deliveries d on d.id = a.delivery_id
            where d.job_id = #{job}
            order by a.delivery_id, a.attempt
            """);

    private static final Sql REPLAY = Sql.of("""
            update callback_deliveries as d set state = 'pending', next_at = #{now}
            where d.id = (select l.id from callback_deliveries l where l.job_id = #{job} order by l.id desc limit 1)
              and not (d.state = 'pending' and (d.next_at <= #{now} or %s))
            """.formatted(UNDER_WAY));

    private static final Sql ENDPOINTS = Sql.of(
            "select " + Endpoint.COLUMNS + " from callback_endpoints where url > #{after} order by url limit #{limit}");

    private static final Sql ENABLE = Sql.of("""
            update callback_endpoints set failing_since = null, disabled_at = null, reason = null
            where url = #{url}
            returning %s
            """.formatted(Endpoint.COLUMNS));

    private static final Sql RELEASE = Sql.of("""
            update callback_deliveries set state = 'pending', next_at = #{now}
            where state = 'disabled'
              and (url = #{url} or substr(url, 1, length(cast(#{url} as text)) + 1)
                  in (cast(#{url} as text) || '?', cast(#{url} as text) || '#'))
            """);

    private final Database database;

    CallbackRepository(Database database) {
        this.database = database;
    }

    /** The deliveries of a job, oldest first. */
    Future<List<DeliveryStatus>> find(UUID job) {
        return database.query(FIND, Params.of("job", job)).map(rows -> {
            List<DeliveryStatus> found = new ArrayList<>();
            rows.forEach(row -> found.add(DeliveryStatus.of(row)));
            return found;
        });
    }

    /** The attempts at each delivery of a job, oldest first. */
    Future<Map<UUID, JsonArray>> attempts(UUID job) {
        return database.query(ATTEMPTS, Params.of("job", job)).map(rows -> {
            Map<UUID, JsonArray> attempts = new HashMap<>();
            rows.forEach(row -> attempts.computeIfAbsent(row.getUUID("delivery_id"), id -> new JsonArray())
                    .add(attempt(row)));
            return attempts;
        });
    }

    private static JsonObject attempt(Row row) {
        return new JsonObject()
                .put("attempt", row.getInteger("attempt"))
                .put("at", row.getLong("at") / 1000.0)
                .put("status", row.getInteger("status"))
                .put("duration_ms", row.getLong("duration_ms"))
                .put("error", row.getString("error"));
    }

    /** Makes the latest delivery of a job due; whether there was one that is neither due nor under way already. */
    Future<Boolean> replay(UUID job, long now) {
        return database.update(REPLAY, Params.of("job", job).and("now", now)).map(rows -> rows.rowCount() > 0);
    }

    /** Endpoints behind {@code after}, by URL. */
    Future<List<Endpoint>> endpoints(String after, int limit) {
        return database.query(ENDPOINTS, Params.of("after", after).and("limit", limit))
                .map(rows -> {
                    List<Endpoint> endpoints = new ArrayList<>();
                    rows.forEach(row -> endpoints.add(Endpoint.of(row)));
                    return endpoints;
                });
    }

    /** Enables an endpoint, if there is one, and makes due what waited for that. */
    Future<Optional<Endpoint>> enable(String url, long now) {
        return database.transaction(session -> session.run(ENABLE, Params.of("url", url))
                .compose(rows -> session.run(RELEASE, Params.of("url", url).and("now", now))
                        .map(released -> first(rows))));
    }

    private static Optional<Endpoint> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(Endpoint.of(row));
        }
        return Optional.empty();
    }
}
