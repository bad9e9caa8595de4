package ai.levqor.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The one database of a node: SQLite in a file, or PostgreSQL.
 *
 * <p>SQLite has one connection that writes and some that read; on PostgreSQL both are the same pool.
 */
public final class Database {
    private final Pool writer;
    private final Pool reader;
    private final Dialect dialect;
    private final LongAdder statements = new LongAdder();

    Database(Pool writer, Pool reader, Dialect dialect) {
        this.writer = writer;
        this.reader = reader;
        this.dialect = dialect;
    }

    /** Runs a statement that reads. */
    public Future<RowSet<Row>> query(Sql sql, Params params) {
        return new Session(reader, dialect, statements).run(sql, params);
    }

    /** Runs one statement that writes, in its own transaction. */
    public Future<RowSet<Row>> update(Sql sql, Params params) {
        return new Session(writer, dialect, statements).run(sql, params);
    }

    /** Runs {@code work} in one transaction: committed when its future succeeds, else rolled back. */
    public <T> Future<T> transaction(Function<Session, Future<T>> work) {
        return writer.withTransaction(
                        (SqlConnection connection) -> work.apply(new Session(connection, dialect, statements)))
                .recover(Outage::translate);
    }

    /** How many statements ran so far, to tell what a node costs its database. */
    public long statements() {
        return statements.sum();
    }

    /** Closes all connections. */
    public Future<Void> close() {
        return writer.equals(reader)
                ? writer.close()
                : Future.join(writer.close(), reader.close()).mapEmpty();
    }
}
