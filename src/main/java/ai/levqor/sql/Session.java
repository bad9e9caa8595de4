package ai.levqor.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import java.util.concurrent.atomic.LongAdder;

/** Runs statements on one connection, or on any of a pool's. */
public final class Session {
    private final SqlClient client;
    private final Dialect dialect;
    private final LongAdder statements;

    Session(SqlClient client, Dialect dialect, LongAdder statements) {
        this.client = client;
        this.dialect = dialect;
        this.statements = statements;
    }

    /**
     * Runs {@code sql}; fails with a {@link ai.levqor.bus.Failure} when the database is gone, and with a
     * {@link DatabaseException} when it does not take the statement.
     */
    public Future<RowSet<Row>> run(Sql sql, Params params) {
        statements.increment();
        Sql.Prepared prepared = sql.prepare(dialect);
        PreparedQuery<RowSet<Row>> query = client.preparedQuery(prepared.text());
        return query.execute(prepared.bind(params)).recover(cause -> Outage.translate(cause, prepared));
    }
}
