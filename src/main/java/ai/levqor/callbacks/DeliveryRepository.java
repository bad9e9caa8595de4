package ai.levqor.callbacks;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds deliveries that are due, and claims them so that no other node sends the same attempt. */
final class DeliveryRepository {
    private static final Sql UPCOMING = Sql.of("""
            select d.id, d.url, d.next_at from callback_deliveries d
            where d.state = 'pending'
              and not exists (
                select 1 from ${rows busy(origin text)}
                where lower(d.url) = busy.origin or substr(lower(d.url), 1, length(busy.origin) + 1)
                    in (busy.origin || '/', busy.origin || '?', busy.origin || '#'))
            order by d.next_at, d.id
            limit #{limit}
            """);

    private static final Sql CLAIM = Sql.of("""
            update callback_deliveries as d set attempts = d.attempts + 1, next_at = #{until}
            where d.id in (
                select c.id from ${rows due(id uuid)} join callback_deliveries c on c.id = due.id
                where c.state = 'pending' and c.next_at <= #{now}
                ${skipLocked})
            returning id, url, body, attempts, trace
            """);

    private static final Sql DISABLED = Sql.of("""
            select e.url from ${rows claimed(url text)} join callback_endpoints e on e.url = claimed.url
            where e.disabled_at is not null
            order by e.url
            ${forUpdate}
            """);

    private static final Sql WITHHOLD = Sql.of("""
            update callback_deliveries set state = 'disabled', attempts = attempts - 1, next_at = #{now}
            where id in (select held.id from ${rows held(id uuid)})
            """);

    /** A disabled endpoint is remembered as long as somebody would call it. */
    private static final Sql USED = Sql.of("""
            update callback_endpoints set called_at = #{now}
            where url in (select disabled.url from ${rows disabled(url text)})
              and (called_at is null or called_at < #{earlier})
            """);

    private final Database database;

    DeliveryRepository(Database database) {
        this.database = database;
    }

    /** What is due next, soonest first, whether its time has come or not, but for receivers that are busy. */
    Future<List<Upcoming>> upcoming(Collection<String> busyOrigins, int limit) {
        var busy = new Rows();
        busyOrigins.forEach(busy::add);
        return database.query(UPCOMING, Params.of("busy", busy).and("limit", limit))
                .map(rows -> {
                    List<Upcoming> upcoming = new ArrayList<>();
                    rows.forEach(row -> upcoming.add(
                            new Upcoming(row.getUUID("id"), row.getString("url"), row.getLong("next_at"))));
                    return upcoming;
                });
    }

    /**
     * Takes the next attempt of each of {@code ids} that is still due. Should this node die, others find it due again at
     * {@code until}. Deliveries to disabled endpoints are set aside instead.
     */
    Future<Claim> claim(Collection<UUID> ids, long now, long until) {
        var due = new Rows();
        ids.forEach(due::add);
        return database.transaction(session -> session.run(
                        CLAIM, Params.of("due", due).and("now", now).and("until", until))
                .compose(rows -> {
                    List<Delivery> claimed = new ArrayList<>();
                    rows.forEach(row -> claimed.add(Delivery.of(row)));
                    return claimed.isEmpty()
                            ? Future.succeededFuture(new Claim(List.of(), 0))
                            : withhold(session, claimed, now);
                }));
    }

    private static Future<Claim> withhold(Session session, List<Delivery> claimed, long now) {
        var urls = new Rows();
        claimed.stream()
                .map(delivery -> Endpoint.url(delivery.url()))
                .distinct()
                .forEach(urls::add);
        return session.run(DISABLED, Params.of("claimed", urls)).compose(rows -> {
            Set<String> disabled = new HashSet<>();
            for (Row row : rows) {
                disabled.add(row.getString("url"));
            }
            var parts = claimed.stream()
                    .collect(Collectors.partitioningBy(delivery -> disabled.contains(Endpoint.url(delivery.url()))));
            List<Delivery> withheld = parts.getOrDefault(true, List.of());
            var claim = new Claim(parts.getOrDefault(false, List.of()), withheld.size());
            if (withheld.isEmpty()) {
                return Future.succeededFuture(claim);
            }
            var held = new Rows();
            withheld.forEach(delivery -> held.add(delivery.id()));
            var endpoints = new Rows();
            disabled.forEach(endpoints::add);
            return session.run(WITHHOLD, Params.of("held", held).and("now", now))
                    .compose(none -> session.run(
                            USED,
                            Params.of("disabled", endpoints)
                                    .and("now", now)
                                    .and("earlier", now - Endpoint.CALLED_AT_MS)))
                    .map(claim);
        });
    }

    /** A delivery that waits; {@code nextAt} is epoch milliseconds. */
    record Upcoming(UUID id, String url, long nextAt) {}

    /** Deliveries to send now, and how many were set aside because their endpoint is disabled. */
    record Claim(List<Delivery> deliveries, int withheld) {
        boolean isEmpty() {
            return deliveries.isEmpty() && withheld == 0;
        }
    }
}
