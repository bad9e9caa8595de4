package ai.levqor.ledger;

import ai.levqor.bus.Write;
import ai.levqor.sql.Database;
import ai.levqor.sql.Guarded;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The tables of the audit trail. */
public final class LedgerRepository {
    private static final int PART = 100;

    /** Who comes second with the same first number adds nothing, and so no number is given twice. */
    private static final Sql INSERT = Sql.of("""
            insert into audit_segments (first_seq, last_seq, first_at, last_at, entries, hash)
            values (#{firstSeq}, #{lastSeq}, #{firstAt}, #{lastAt}, #{entries}, #{hash})
            on conflict (first_seq) do nothing
            """);

    private static final Sql NEWEST =
            Sql.of("select last_seq as seq, hash from audit_segments order by first_seq desc limit 1");

    private static final Sql PLACE = Sql.of("select seq, hash from audit_chain where name = #{name}");

    private static final Sql MARK =
            Sql.of("update audit_chain set seq = #{seq}, hash = #{hash} where name = #{name} and seq < #{seq}");

    /** In the row of a name of its own, whose hash is the seal. */
    private static final Sql SEAL = Sql.of("""
            insert into audit_chain (name, seq, hash) values ('anchor-seal', #{seq}, #{hash})
            on conflict (name) do update set seq = excluded.seq, hash = excluded.hash
            where audit_chain.seq <= excluded.seq
            """);

    private static final Sql MARKS =
            Sql.of("select count(*) as marks from audit_chain where name in ('head', 'anchor')");

    private static final Sql MISSING =
            Sql.of("insert into audit_missing (at, uncovered, refused) values (#{at}, #{uncovered}, #{refused})");

    private static final Sql BEHIND =
            Sql.of("select * from audit_segments where first_seq > #{after} order by first_seq limit #{limit}");

    /** Retention deletes up to the anchor when it moves it, and numbers begin with 1: nothing of the trail is there. */
    private static final Sql FOREIGN =
            Sql.of("select min(first_seq) as seq from audit_segments where first_seq <= #{anchor}");

    /** What claims to end behind is not of the trail, and the database refuses to delete it. */
    private static final Sql FORGET =
            Sql.of("delete from audit_segments where first_seq <= #{seq} and last_seq <= #{seq}");

    private static final Sql FORGET_MISSING = Sql.of("delete from audit_missing where at < #{before}");

    private static final Sql COVERED = Sql.of("""
            select coalesce((select n.last_seq from audit_segments n order by n.first_seq desc limit 1), a.seq)
                    - coalesce((select o.last_seq from audit_segments o where o.last_at < #{from}
                        order by o.last_at desc, o.first_seq desc limit 1), a.seq) as covered,
                (select coalesce(sum(m.uncovered), 0) from audit_missing m where m.at >= #{from}) as uncovered,
                (select coalesce(sum(m.refused), 0) from audit_missing m where m.at >= #{from}) as refused
            from audit_chain a where a.name = 'anchor'
            """);

    private final Database database;
    private final AnchorSeal seal;

    /** The audit trail in {@code database}, whose anchor has {@code seal}. */
    public LedgerRepository(Database database, AnchorSeal seal) {
        this.database = database;
        this.seal = seal;
    }

    /** {@code work} behind a segment: committed with it or not at all. */
    static Guarded behindSegment(Sql work) {
        return Guarded.of(INSERT, work);
    }

    /** Adds the row of a {@code write} that ended at {@code at} (epoch milliseconds) where no {@link Ledger} runs. */
    public Future<Void> add(Write write, long at) {
        return head().compose(head -> append(Segment.after(head, List.of(Entry.of(write, at)))))
                .compose(stored ->
                        stored.isEmpty() ? add(write, at) : mark(stored.get().end()));
    }

    /** Adds {@code segment}; empty when another has taken its numbers. */
    Future<Optional<Segment>> append(Segment segment) {
        return database.update(INSERT, params(segment))
                .map(rows -> rows.rowCount() == 1 ? Optional.of(segment) : Optional.empty());
    }

    /** Adds {@code segment} with what {@code statement} inserts; nothing and empty when another has taken its numbers. */
    Future<Optional<RowSet<Row>>> append(Segment segment, Guarded statement, Params work) {
        return database.guarded(statement, params(segment), work)
                .map(rows -> rows.rowCount() == 0 ? Optional.empty() : Optional.of(rows));
    }

    /** Adds {@code segment} and does {@code work}; nothing and empty when another has taken its numbers. */
    <T> Future<Optional<T>> append(Segment segment, Function<Session, Future<T>> work) {
        return database.transaction(session -> session.run(INSERT, params(segment))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(Optional.empty())
                        : work.apply(session).map(Optional::of)));
    }

    /** Does {@code work}, of which there is nothing to record. */
    <T> Future<T> transaction(Function<Session, Future<T>> work) {
        return database.transaction(work);
    }

    private static Params params(Segment segment) {
        return Params.of("firstSeq", segment.first())
                .and("lastSeq", segment.end().seq())
                .and("firstAt", segment.firstAt())
                .and("lastAt", segment.lastAt())
                .and("entries", segment.text())
                .and("hash", segment.end().hash());
    }

    /** Where the next segment goes: behind the last one, and never before the mark, even if the last ones are gone. */
    Future<Chain> head() {
        return database.query(NEWEST, Params.NONE)
                .compose(rows -> mark().map(mark -> {
                    Chain newest = rows.size() == 0 ? mark : place(rows);
                    return newest.seq() < mark.seq() ? mark : newest;
                }));
    }

    /** How far the trail went at the last look: shorter than that it cannot be. */
    Future<Chain> mark() {
        return place("head");
    }

    /** Moves the mark up to {@code place}. */
    Future<Void> mark(Chain place) {
        return database.update(MARK, at(place).and("name", "head")).mapEmpty();
    }

    /** The place before the first row that is kept. */
    Future<Chain> anchor() {
        return place("anchor");
    }

    /** Whether mark and anchor are there at all. */
    Future<Boolean> marked() {
        return database.query(MARKS, Params.NONE)
                .map(rows -> rows.iterator().next().getLong("marks") == 2);
    }

    /** Whether this service put the anchor where it is. */
    Future<Boolean> sealed(Chain anchor) {
        return database.query(PLACE, Params.of("name", "anchor-seal"))
                .map(rows ->
                        seal.fits(anchor, rows.size() == 0 ? "" : place(rows).hash()));
    }

    /** Seals the anchor anew, after a change of the secret. */
    public Future<Void> seal() {
        return anchor().compose(anchor -> database.update(SEAL, signed(anchor)).mapEmpty());
    }

    private Params signed(Chain anchor) {
        return Params.of("seq", anchor.seq()).and("hash", seal.of(anchor));
    }

    private static Params at(Chain place) {
        return Params.of("seq", place.seq()).and("hash", place.hash());
    }

    private Future<Chain> place(String name) {
        return database.query(PLACE, Params.of("name", name)).map(LedgerRepository::place);
    }

    private static Chain place(RowSet<Row> rows) {
        var row = rows.iterator().next();
        return new Chain(row.getLong("seq"), row.getString("hash"));
    }

    /** Notes how many calls have no row. */
    Future<Void> missing(long at, long uncovered, long refused) {
        Params params = Params.of("at", at).and("uncovered", uncovered).and("refused", refused);
        return database.update(MISSING, params).mapEmpty();
    }

    /** Segments behind row {@code after}, oldest first, and how many at most. */
    Future<List<Segment>> behind(long after, int limit) {
        return database.query(BEHIND, Params.of("after", after).and("limit", limit))
                .map(LedgerRepository::segments);
    }

    /** The number of the first segment at or before {@code anchor}, where this service left none; null when there is none. */
    Future<@Nullable Long> foreign(Chain anchor) {
        return database.query(FOREIGN, Params.of("anchor", anchor.seq()))
                .map(rows -> rows.iterator().next().getLong("seq"));
    }

    private static List<Segment> segments(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(Segment::of).toList();
    }

    /** Rows that {@code filter} names, newest first. */
    public Future<List<ChainedEntry>> list(RowFilter filter) {
        return list(filter, filter.before(), new ArrayList<>());
    }

    private Future<List<ChainedEntry>> list(RowFilter filter, long before, List<ChainedEntry> found) {
        return before(filter, before).compose(segments -> {
            for (Segment segment : segments) {
                segment.rows().reversed().stream()
                        .filter(filter::takes)
                        .limit(filter.limit() - found.size())
                        .forEach(found::add);
            }
            return segments.size() < PART || found.size() == filter.limit()
                    ? Future.succeededFuture(found)
                    : list(filter, segments.getLast().first(), found);
        });
    }

    /** Segments of the trail, newest first, that may hold what {@code filter} names. */
    private Future<List<Segment>> before(RowFilter filter, long before) {
        Params params = Params.of("before", before).and("limit", PART);
        var sql = new StringBuilder("""
                select * from audit_segments where first_seq < #{before}
                    and first_seq > coalesce((select seq from audit_chain where name = 'anchor'), 0)
                """);
        narrow(sql, params, "caller", "entries like #{caller} escape '!'", within(filter.caller()));
        narrow(sql, params, "operation", "entries like #{operation} escape '!'", within(filter.operation()));
        narrow(sql, params, "outcome", "entries like #{outcome} escape '!'", within(filter.outcome()));
        narrow(sql, params, "subject", "entries like #{subject} escape '!'", within(filter.subject()));
        narrow(sql, params, "from", "last_at >= #{from}", filter.from());
        narrow(sql, params, "to", "first_at < #{to}", filter.to());
        sql.append(" order by first_seq desc limit #{limit}");
        return database.query(Sql.of(sql.toString()), params).map(LedgerRepository::segments);
    }

    private static void narrow(StringBuilder sql, Params params, String name, String test, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(test);
            params.and(name, value);
        }
    }

    private static @Nullable String within(@Nullable String value) {
        return value == null ? null : "%" + Json.encode(value).replaceAll("[!%_]", "!$0") + "%";
    }

    /**
     * Deletes the oldest segments as far as they are from before {@code before} (epoch milliseconds) and moves the
     * anchor behind them; answers how many, a part at most.
     */
    public Future<Integer> forget(long before) {
        return anchor().compose(anchor -> behind(anchor.seq(), PART).compose(oldest -> {
            List<Segment> old = Segment.old(anchor, oldest, before);
            return old.isEmpty()
                    ? database.update(FORGET_MISSING, Params.of("before", before))
                            .map(0)
                    : database.transaction(
                            session -> forget(session, old.getLast().end()).map(old.size()));
        }));
    }

    private Future<Void> forget(Session session, Chain end) {
        return session.run(MARK, at(end).and("name", "anchor"))
                .compose(none -> session.run(SEAL, signed(end)))
                .compose(none -> session.run(FORGET, Params.of("seq", end.seq())))
                .mapEmpty();
    }

    /** How much of what was written since {@code from} (epoch milliseconds) has its row. */
    public Future<Coverage> coverage(long from) {
        return database.query(COVERED, Params.of("from", from)).map(rows -> {
            var row = rows.iterator().next();
            return new Coverage(Math.max(0, row.getLong("covered")), row.getLong("uncovered"), row.getLong("refused"));
        });
    }
}
