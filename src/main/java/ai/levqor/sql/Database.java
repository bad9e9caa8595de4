package ai.levqor.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one database of a node: SQLite in a file, or PostgreSQL.
 *
 * <p>SQLite has one connection that writes and some that read; on PostgreSQL both are the same pool.
 */
public final class Database {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final Sql NOTHING = Sql.of("select 1");

    private final Dialect dialect;
    private final LongAdder statements = new LongAdder();
    private final @Nullable Supplier<Pool> pools;
    private final long deadlineMs;
    private volatile Pool writer;
    private volatile Pool reader;

    /** A database whose connections cannot hang: they are calls within this process. */
    Database(Pool writer, Pool reader, Dialect dialect) {
        this.writer = writer;
        this.reader = reader;
        this.dialect = dialect;
        this.pools = null;
        this.deadlineMs = 0;
    }

    private Database(Supplier<Pool> pools, Dialect dialect, Duration deadline) {
        this.writer = pools.get();
        this.reader = writer;
        this.dialect = dialect;
        this.pools = pools;
        this.deadlineMs = deadline.toMillis();
    }

    /**
     * A database at the other end of a network, with one pool for all.
     *
     * @param deadline how long anything may take; then the connections are taken for dead, whatever the network says, and
     *     others are opened
     */
    static Database shared(Supplier<Pool> pools, Dialect dialect, Duration deadline) {
        return new Database(pools, dialect, deadline);
    }

    /** Runs a statement that reads. */
    public Future<RowSet<Row>> query(Sql sql, Params params) {
        Pool pool = reader;
        return bounded(pool, new Session(pool, dialect, statements).run(sql, params));
    }

    /** Runs one statement that writes, in its own transaction. */
    public Future<RowSet<Row>> update(Sql sql, Params params) {
        Pool pool = writer;
        return bounded(pool, new Session(pool, dialect, statements).run(sql, params));
    }

    /** Runs {@code work} in one transaction: committed when its future succeeds, else rolled back. */
    public <T> Future<T> transaction(Function<Session, Future<T>> work) {
        Pool pool = writer;
        return bounded(
                pool,
                pool.withTransaction(
                                (SqlConnection connection) -> work.apply(new Session(connection, dialect, statements)))
                        .recover(Outage::translate));
    }

    /**
     * Runs a statement behind its guard, in one transaction, and answers what the statement did: nothing when its guard
     * added no row. The two take different names for their values.
     */
    public Future<RowSet<Row>> guarded(Guarded statement, Params guard, Params work) {
        if (dialect.writesWithin()) {
            return update(statement.whole(), guard.and(work));
        }
        return transaction(session -> session.run(statement.guard(), guard)
                .compose(added ->
                        added.rowCount() == 0 ? Future.succeededFuture(added) : session.run(statement.work(), work)));
    }

    private <T> Future<T> bounded(Pool pool, Future<T> work) {
        if (pools == null) {
            return work;
        }
        long start = System.nanoTime();
        return work.timeout(deadlineMs, TimeUnit.MILLISECONDS).recover(cause -> {
            if (cause instanceof TimeoutException
                    && System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(deadlineMs)) {
                replace(pool, pools);
            }
            return Outage.translate(cause);
        });
    }

    /** Everything that still waits on the old connections fails with them. */
    private synchronized void replace(Pool stalled, Supplier<Pool> fresh) {
        if (writer.equals(stalled)) { // the first to notice replaces them
            LOG.warn("the database has not answered for {} ms: its connections are replaced", deadlineMs);
            writer = fresh.get();
            reader = writer;
            stalled.close().onFailure(cause -> LOG.debug("stalled connections did not close: {}", cause.toString()));
        }
    }

    /** Asks the database for nothing; fails when it does not answer. */
    public Future<?> check() {
        return query(NOTHING, Params.NONE);
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
