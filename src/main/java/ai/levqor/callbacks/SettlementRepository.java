package ai.levqor.callbacks;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Stores how attempts went, many in one transaction. It locks deliveries before endpoints, each in their order, as
 * claims do, so that nodes never wait for each other in a circle.
 */
final class SettlementRepository {
    private static final Sql HOLD = Sql.of("""
            select d.id
            from ${rows settled(id uuid, attempt int)}
            join callback_deliveries d on d.id = settled.id and d.attempts = settled.attempt and d.state = 'pending'
            order by d.id
            ${forUpdate}
            """);

    private static final Sql LOG = Sql.of("""
            insert into callback_attempts (delivery_id, attempt, at, status, duration_ms, error)
            select made.id, made.attempt, made.at, made.status, made.duration_ms, made.error
            from ${rows made(id uuid, attempt int, at bigint, status int, duration_ms bigint, error text)}
            join callback_deliveries d on d.id = made.id
            where 1 = 1
            on conflict (delivery_id, attempt) do nothing
            """);

    private static final Sql MAKE_ENDPOINTS = Sql.of("""
            insert into callback_endpoints (url, called_at)
            select called.url, cast(#{now} as bigint) from ${rows called(url text)} where 1 = 1
            on conflict (url) do update set called_at = excluded.called_at
            where callback_endpoints.called_at is null or callback_endpoints.called_at < excluded.called_at - %d
            """.formatted(Endpoint.CALLED_AT_MS));

    private static final Sql HOLD_ENDPOINTS = Sql.of("""
            select e.url, e.failing_since, e.disabled_at, e.reason
            from ${rows called(url text)} join callback_endpoints e on e.url = called.url
            order by e.url
            ${forUpdate}
            """);

    private static final Sql STORE_ENDPOINTS = Sql.of("""
            update callback_endpoints as e
            set failing_since = health.failing_since, disabled_at = health.disabled_at, reason = health.reason
            from ${rows health(url text, failing_since bigint, disabled_at bigint, reason text)}
            where e.url = health.url
            """);

    private static final Sql STORE = Sql.of("""
            update callback_deliveries as d set state = settled.state, next_at = settled.next_at
            from ${rows settled(id uuid, state text, next_at bigint)}
            where d.id = settled.id
            """);

    private final Database database;
    private final Duration disableAfter;

    SettlementRepository(Database database, Duration disableAfter) {
        this.database = database;
        this.disableAfter = disableAfter;
    }

    /** Stores them; answers for each whether its delivery was still at that attempt. The log keeps the others too. */
    Future<List<Boolean>> store(List<Settlement> settlements) {
        return database.transaction(session -> {
            // They travel at once; each locks what the next ones rely on.
            Future<RowSet<Row>> held = session.run(HOLD, Params.of("settled", attempts(settlements)));
            Future<?> logged = session.run(LOG, Params.of("made", log(settlements)));
            Rows called = called(settlements);
            Future<?> made =
                    session.run(MAKE_ENDPOINTS, Params.of("called", called).and("now", lastAttempt(settlements)));
            Future<RowSet<Row>> endpoints = session.run(HOLD_ENDPOINTS, Params.of("called", called));
            return Future.all(held, logged, made, endpoints)
                    .compose(none -> update(session, settlements, held.result(), endpoints.result()));
        });
    }

    private Future<List<Boolean>> update(
            Session session, List<Settlement> settlements, RowSet<Row> held, RowSet<Row> endpoints) {
        Set<UUID> ids = new HashSet<>();
        held.forEach(row -> ids.add(row.getUUID("id")));
        Map<String, Endpoint> before = new TreeMap<>();
        endpoints.forEach(row -> before.put(row.getString("url"), Endpoint.of(row)));
        Map<String, Endpoint> after = new TreeMap<>(before);
        for (Settlement settlement : settlements) {
            after.computeIfPresent(
                    settlement.endpoint(), (url, endpoint) -> endpoint.after(settlement.attempt(), disableAfter));
        }
        var stored = new Rows();
        List<Boolean> counted = new ArrayList<>();
        for (Settlement settlement : settlements) {
            UUID id = settlement.delivery().id();
            counted.add(ids.contains(id));
            if (ids.contains(id)) {
                boolean disabled =
                        Objects.requireNonNull(after.get(settlement.endpoint())).disabled();
                stored.add(id, settlement.state(disabled), settlement.nextAt());
            }
        }
        after.values().removeAll(before.values());
        return changeEndpoints(session, after)
                .compose(none -> session.run(STORE, Params.of("settled", stored)))
                .map(counted);
    }

    private static Future<?> changeEndpoints(Session session, Map<String, Endpoint> changed) {
        if (changed.isEmpty()) {
            return Future.succeededFuture();
        }
        var health = new Rows();
        changed.values()
                .forEach(endpoint ->
                        health.add(endpoint.url(), endpoint.failingSince(), endpoint.disabledAt(), endpoint.reason()));
        return session.run(STORE_ENDPOINTS, Params.of("health", health));
    }

    private static Rows attempts(List<Settlement> settlements) {
        var rows = new Rows();
        settlements.forEach(settlement ->
                rows.add(settlement.delivery().id(), settlement.delivery().attempt()));
        return rows;
    }

    private static Rows log(List<Settlement> settlements) {
        var rows = new Rows();
        for (Settlement settlement : settlements) {
            Delivery delivery = settlement.delivery();
            Attempt attempt = settlement.attempt();
            rows.add(
                    delivery.id(),
                    delivery.attempt(),
                    attempt.at(),
                    attempt.status(),
                    attempt.durationMs(),
                    attempt.error());
        }
        return rows;
    }

    private static long lastAttempt(List<Settlement> settlements) {
        return settlements.stream()
                .mapToLong(settlement -> settlement.attempt().at())
                .max()
                .orElse(0);
    }

    private static Rows called(List<Settlement> settlements) {
        var urls = new TreeSet<String>();
        settlements.forEach(settlement -> urls.add(settlement.endpoint()));
        var rows = new Rows();
        urls.forEach(rows::add);
        return rows;
    }
}
