package ai.levqor.ledger;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The tables of the audit trail. */
public final class LedgerRepository {
    private static final Sql LOCK = Sql.of("select seq, hash from audit_chain where name = 'head' ${forUpdate}");

    private static final Sql INSERT = Sql.of("""
            insert into audit (seq, at, caller, operation, subject, outcome, address, request, agent, hash)
            select r.seq, r.at, r.caller, r.operation, r.subject, r.outcome, r.address, r.request, r.agent, r.hash
            from ${rows r(seq bigint, at bigint, caller text, operation text, subject text, outcome text, address text,
                request text, agent text, hash text)}
            """);

    private static final Sql ADVANCE =
            Sql.of("update audit_chain set seq = #{seq}, hash = #{hash} where name = 'head'");

    private static final Sql MISSING =
            Sql.of("insert into audit_missing (at, uncovered, refused) values (#{at}, #{uncovered}, #{refused})");

    private static final Sql PLACE = Sql.of("select seq, hash from audit_chain where name = #{name}");

    private static final Sql LAST = Sql.of("select coalesce(max(seq), 0) as seq from audit");

    private static final Sql PART =
            Sql.of("select * from audit where seq > #{after} and seq <= #{last} order by seq limit #{limit}");

    private static final Sql COVERED = Sql.of("""
            select h.seq - coalesce(
                    (select o.seq from audit o where o.at < #{from} order by o.at desc, o.seq desc limit 1), a.seq)
                    as covered,
                (select coalesce(sum(m.uncovered), 0) from audit_missing m where m.at >= #{from}) as uncovered,
                (select coalesce(sum(m.refused), 0) from audit_missing m where m.at >= #{from}) as refused
            from audit_chain h join audit_chain a on a.name = 'anchor' where h.name = 'head'
            """);

    private final Database database;

    /** The audit trail in {@code database}. */
    public LedgerRepository(Database database) {
        this.database = database;
    }

    /** Appends all of them in one transaction; who else appends, on whatever node, waits for the head. */
    Future<Void> append(List<Entry> entries) {
        return database.transaction(session -> session.run(LOCK, Params.NONE)
                .map(LedgerRepository::place)
                .compose(head -> append(session, head, entries)));
    }

    private static Future<Void> append(Session session, Chain head, List<Entry> entries) {
        var rows = new Rows();
        Chain last = head;
        for (Entry entry : entries) {
            last = last.next(entry);
            rows.add(
                    last.seq(),
                    entry.at(),
                    entry.caller(),
                    entry.operation(),
                    entry.subject(),
                    entry.outcome(),
                    entry.address(),
                    entry.request(),
                    entry.agent(),
                    last.hash());
        }
        Params advance = Params.of("seq", last.seq()).and("hash", last.hash());
        return Future.all(session.run(INSERT, Params.of("r", rows)), session.run(ADVANCE, advance))
                .mapEmpty();
    }

    /** Counts what has no row. */
    Future<Void> missing(long at, long uncovered, long refused) {
        Params params = Params.of("at", at).and("uncovered", uncovered).and("refused", refused);
        return database.update(MISSING, params).mapEmpty();
    }

    /** The last row's place. */
    Future<Chain> head() {
        return place("head");
    }

    /** The place before the first row that is kept. */
    Future<Chain> anchor() {
        return place("anchor");
    }

    private Future<Chain> place(String name) {
        return database.query(PLACE, Params.of("name", name)).map(LedgerRepository::place);
    }

    private static Chain place(RowSet<Row> rows) {
        var row = rows.iterator().next();
        return new Chain(row.getLong("seq"), row.getString("hash"));
    }

    /** The greatest number of a row, 0 where there is none. */
    Future<Long> last() {
        return database.query(LAST, Params.NONE)
                .map(rows -> rows.iterator().next().getLong("seq"));
    }

    /** Rows behind {@code after} up to {@code last}, oldest first. */
    Future<List<ChainedEntry>> part(long after, long last, int limit) {
        Params params = Params.of("after", after).and("last", last).and("limit", limit);
        return database.query(PART, params).map(LedgerRepository::rows);
    }

    /** Rows that {@code filter} names, newest first. */
    public Future<List<ChainedEntry>> list(RowFilter filter) {
        Params params = Params.of("before", filter.before()).and("limit", filter.limit());
        var sql = new StringBuilder("select * from audit where seq < #{before}");
        narrow(sql, params, "caller", "caller =", filter.caller());
        narrow(sql, params, "operation", "operation =", filter.operation());
        narrow(sql, params, "outcome", "outcome =", filter.outcome());
        narrow(sql, params, "from", "at >=", filter.from());
        narrow(sql, params, "to", "at <", filter.to());
        return database.query(
                        Sql.of(sql.append(" order by seq desc limit #{limit}").toString()), params)
                .map(LedgerRepository::rows);
    }

    private static void narrow(StringBuilder sql, Params params, String name, String test, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(test).append(" #{").append(name).append('}');
            params.and(name, value);
        }
    }

    private static List<ChainedEntry> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ChainedEntry::of)
                .toList();
    }

    /** How much of what was written since {@code from} (epoch milliseconds) has its row. */
    public Future<Coverage> coverage(long from) {
        return database.query(COVERED, Params.of("from", from)).map(rows -> {
            var row = rows.iterator().next();
            return new Coverage(Math.max(0, row.getLong("covered")), row.getLong("uncovered"), row.getLong("refused"));
        });
    }
}
