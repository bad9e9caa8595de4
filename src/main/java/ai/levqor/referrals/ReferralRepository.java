package ai.levqor.referrals;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The tables of the referrals. */
final class ReferralRepository {
    private static final Sql INSERT = Sql.of("""
            insert into referrals (id, email, user_id, source, campaign, medium, term, content, ref, created_at)
            values (#{id}, #{email}, #{userId}, #{source}, #{campaign}, #{medium}, #{term}, #{content}, #{ref},
                #{createdAt})
            on conflict (email, source) do nothing
            returning id
            """);

    private static final Sql ATTRIBUTE = Sql.of("""
            insert into referral_attributions (email, referral_id) values (#{email}, #{id})
            on conflict (email) do nothing
            """);

    private static final Sql FIND = Sql.of(
            "select " + Referral.COLUMNS + " from referrals r where r.email = #{email} and r.source = #{source}");

    private static final Sql LIST = Sql.of("select " + Referral.COLUMNS
            + " from referrals r where r.id < #{before} order by r.id desc limit #{limit}");

    private static final Sql LIST_SOURCE = Sql.of("select " + Referral.COLUMNS
            + " from referrals r where r.source = #{source} and r.id < #{before} order by r.id desc limit #{limit}");

    private static final Sql OF_PERSON =
            Sql.of("select " + Referral.COLUMNS + " from referrals r where r.email = #{email} order by r.id");

    private static final Sql FORGET = Sql.of("delete from referrals where email = #{email}");

    private static final Sql FORGET_ATTRIBUTION = Sql.of("delete from referral_attributions where email = #{email}");

    private static final Sql SOURCES = Sql.of("""
            select r.source, count(*) as referrals, count(a.email) as attributed
            from referrals r left join referral_attributions a on a.email = r.email and a.referral_id = r.id
            where r.created_at >= #{from} and r.created_at < #{to}
            group by r.source order by referrals desc, r.source limit 200
            """);

    private static final Sql TOTAL =
            Sql.of("select count(*) as total from referrals where created_at >= #{from} and created_at < #{to}");

    private final Database database;

    ReferralRepository(Database database) {
        this.database = database;
    }

    /** Stores where {@code email} came from, unless they came from there before; answers whether it is new. */
    Future<Boolean> track(UUID id, String email, Visit visit, long now) {
        Params row = Params.of("id", id)
                .and("email", email)
                .and("userId", visit.userId())
                .and("source", visit.source())
                .and("campaign", visit.campaign())
                .and("medium", visit.medium())
                .and("term", visit.term())
                .and("content", visit.content())
                .and("ref", visit.ref())
                .and("createdAt", now);
        return database.transaction(session -> session.run(INSERT, row)
                .compose(inserted -> inserted.size() == 0
                        ? Future.succeededFuture(false)
                        : session.run(ATTRIBUTE, Params.of("email", email).and("id", id))
                                .map(true)));
    }

    Future<Referral> find(String email, String source) {
        return database.query(FIND, Params.of("email", email).and("source", source))
                .map(rows -> Referral.of(rows.iterator().next()));
    }

    /** Referrals older than {@code before}, newest first; those of one source, or null for all. */
    Future<List<Referral>> list(@Nullable String source, UUID before, int limit) {
        Params params = Params.of("before", before).and("limit", limit);
        return (source == null
                        ? database.query(LIST, params)
                        : database.query(LIST_SOURCE, params.and("source", source)))
                .map(ReferralRepository::all);
    }

    Future<List<Referral>> ofPerson(String email) {
        return database.query(OF_PERSON, Params.of("email", email)).map(ReferralRepository::all);
    }

    /** Deletes what there is about a person; answers how many referrals that were. */
    Future<Integer> forget(String email) {
        Params params = Params.of("email", email);
        return database.transaction(session -> session.run(FORGET_ATTRIBUTION, params)
                .compose(none -> session.run(FORGET, params))
                .map(RowSet::rowCount));
    }

    /** How many came from where, in a time of epoch milliseconds. */
    Future<JsonObject> sources(long from, long to) {
        Params span = Params.of("from", from).and("to", to);
        return database.query(SOURCES, span).compose(rows -> {
            var sources = new JsonArray();
            rows.forEach(row -> sources.add(new JsonObject()
                    .put("source", row.getString("source"))
                    .put("referrals", row.getLong("referrals"))
                    .put("attributed", row.getLong("attributed"))));
            return database.query(TOTAL, span)
                    .map(total -> new JsonObject()
                            .put("total", total.iterator().next().getLong("total"))
                            .put("sources", sources));
        });
    }

    private static List<Referral> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(Referral::of).toList();
    }
}
