package ai.levqor.ledger;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.RemoteTrail;
import ai.levqor.bus.Write;
import ai.levqor.sql.Database;
import ai.levqor.sql.GroupCommit;
import ai.levqor.sql.Guarded;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the audit trail of a process that has the database. What waits at the same moment shares a commit.
 *
 * <p>It lives on an event loop of its own; {@link #record} may be called from any thread once it is deployed. An answer
 * waits for its row, but not longer than {@link #PATIENCE}: then it goes without, and whether the row comes is counted.
 */
@SuppressWarnings("NullAway.Init") // start() makes the parts, on the verticle's context
public final class Ledger extends VerticleBase implements AuditTrail {
    /** How long an answer waits for its row. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int MAX_BATCH = 500;
    private static final int MAX_WAITING = 20_000;
    private static final long LOOK_MS = 1_000;

    private final LedgerRepository repository;
    private final InstantSource clock;

    /** Oldest first; any thread adds to it and takes the answered off its head, one by one. */
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();

    private Context loop;
    private GroupCommit<Entry, Boolean> rows;
    private @Nullable MessageConsumer<JsonObject> others;
    private Future<?> turn = Future.succeededFuture();
    private @Nullable Chain head;
    private @Nullable Chain marked;
    private long uncovered;
    private long refused;

    /** A ledger in {@code database}; its times are {@code clock}'s. */
    public Ledger(Database database, AnchorSeal seal, InstantSource clock) {
        this.repository = new LedgerRepository(database, seal);
        this.clock = clock;
    }

    /** The ledger that {@code trail} is; every process with the database has one. */
    public static Ledger of(AuditTrail trail) {
        if (trail instanceof Ledger ledger) {
            return ledger;
        }
        throw new IllegalStateException("this process stores no audit trail, as it has no database");
    }

    @Override
    public Future<?> start() {
        loop = context;
        rows = new GroupCommit<>(
                vertx,
                MAX_BATCH,
                MAX_WAITING,
                1,
                batch -> inTurn(() -> append(batch, repository::append))
                        .map(none -> batch.stream().map(entry -> true).toList()));
        vertx.setPeriodic(LOOK_MS, none -> {
            answerTheOverdue();
            storeMissing();
            inTurn(this::mark);
        });
        return RemoteTrail.serve(vertx, this).onSuccess(consumer -> others = consumer);
    }

    @Override
    public Future<?> stop() {
        Future<?> closed = others == null ? Future.succeededFuture() : others.unregister();
        return closed.eventually(() -> Future.join(List.copyOf(waiting).stream()
                        .map(one -> one.answered().future())
                        .toList()))
                .eventually(this::storeMissing)
                .eventually(this::mark);
    }

    @Override
    public Future<Void> record(Write write) {
        if (write.strangerRefused()) {
            loop.runOnContext(none -> refused++);
            return Future.succeededFuture();
        }
        Entry entry = Entry.of(write, clock.millis());
        Promise<Void> answered = Promise.promise();
        waiting.add(new Waiting(answered, System.nanoTime()));
        rows.add(entry).onComplete(stored -> {
            if (stored.succeeded()) {
                answered.tryComplete();
                forgetTheAnswered();
            } else {
                loop.runOnContext(none -> {
                    missed(entry, stored.cause());
                    answered.tryComplete();
                });
            }
        });
        return answered.future();
    }

    /** A statement that {@link #commit(List, Guarded, Params)} takes: inserts, where <code>${guarded}</code> holds. */
    public static Guarded guarded(Sql inserts) {
        return LedgerRepository.behindSegment(inserts);
    }

    /**
     * Commits what {@code statement} inserts and the records of {@code writes}, which that does, in one transaction: both or
     * neither, and at the price of one commit. The answer comes back on the context of who calls.
     */
    public Future<RowSet<Row>> commit(List<Write> writes, Guarded statement, Params values) {
        return commit(writes, (Segment segment) -> repository.append(segment, statement, values));
    }

    /** The same for work of several statements; {@code writes} may be none. */
    public <T> Future<T> commitAll(List<Write> writes, Function<Session, Future<T>> work) {
        return writes.isEmpty()
                ? repository.transaction(work)
                : commit(writes, (Segment segment) -> repository.append(segment, work));
    }

    private <T> Future<T> commit(List<Write> writes, Function<Segment, Future<Optional<T>>> store) {
        long now = clock.millis();
        List<Entry> entries = writes.stream().map(write -> Entry.of(write, now)).toList();
        Context caller = vertx.getOrCreateContext();
        Promise<T> done = Promise.promise();
        loop.runOnContext(none -> inTurn(() -> append(entries, store))
                .onComplete(answer -> caller.runOnContext(back -> done.handle(answer))));
        return done.future();
    }

    /** One after the other, as each builds on the end that the one before it made. */
    private <T> Future<T> inTurn(Supplier<Future<T>> work) {
        Future<T> next = turn.transform(before -> work.get());
        turn = next;
        return next;
    }

    @Override
    public void missed(int records) {
        loop.runOnContext(none -> uncovered += records);
    }

    /**
     * Stores {@code entries} behind the head that is known here, or, when another node was faster and {@code store} says
     * nothing, behind the new one.
     */
    private <T> Future<T> append(List<Entry> entries, Function<Segment, Future<Optional<T>>> store) {
        Chain before = head;
        if (before == null) {
            return repository.head().compose(found -> {
                head = found;
                return append(entries, store);
            });
        }
        Segment segment = Segment.after(before, entries);
        head = null; // after a failure nobody knows whether it was stored
        return store.apply(segment).compose(stored -> {
            if (stored.isEmpty()) {
                return append(entries, store);
            }
            head = segment.end();
            return Future.succeededFuture(stored.get());
        });
    }

    /** Notes how far the trail goes, so that it cannot be cut off unnoticed. */
    private Future<Void> mark() {
        Chain end = head;
        if (end == null || end.equals(marked)) {
            return Future.succeededFuture();
        }
        return repository.mark(end).onSuccess(none -> marked = end).otherwiseEmpty(); // the next look tries again
    }

    private void missed(Entry entry, Throwable cause) {
        uncovered++;
        LOG.atError()
                .addKeyValue("request_id", entry.request())
                .addKeyValue("operation", entry.operation())
                .log(
                        "no audit record of {} {} by {} ({}): {}",
                        entry.operation(),
                        entry.subject(),
                        entry.caller(),
                        entry.outcome(),
                        cause.toString());
    }

    private void forgetTheAnswered() {
        for (Waiting oldest = waiting.peek();
                oldest != null && oldest.answered().future().isComplete();
                oldest = waiting.peek()) {
            waiting.remove(oldest);
        }
    }

    private void answerTheOverdue() {
        forgetTheAnswered();
        long now = System.nanoTime();
        int late = 0;
        for (Waiting oldest = waiting.peek();
                oldest != null && now - oldest.since() > PATIENCE.toNanos();
                oldest = waiting.peek()) {
            waiting.remove(oldest);
            late += oldest.answered().tryComplete() ? 1 : 0;
        }
        if (late > 0) {
            LOG.error("{} answers went before their audit records were stored, which takes too long", late);
        }
    }

    private Future<Void> storeMissing() {
        long rowsMissed = uncovered;
        long strangers = refused;
        if (rowsMissed + strangers == 0) {
            return Future.succeededFuture();
        }
        uncovered = 0;
        refused = 0;
        return repository.missing(clock.millis(), rowsMissed, strangers).recover(cause -> {
            // The next look tries again.
            uncovered += rowsMissed;
            refused += strangers;
            return Future.succeededFuture();
        });
    }

    /** An answer that waits for its row since {@code since}, by the nano clock. */
    private record Waiting(Promise<Void> answered, long since) {}
}
