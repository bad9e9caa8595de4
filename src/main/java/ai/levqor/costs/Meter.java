package ai.levqor.costs;

import ai.levqor.bus.AuditTrail;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Write;
import ai.levqor.costs.Settlement.End;
import ai.levqor.metrics.Metrics;
import ai.levqor.sql.Database;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reserves before a call and settles after it; calls that come together share a transaction. What has no price costs no
 * query. Belongs to one context.
 */
public final class Meter {
    /** Published when a budget, or whether it is spent, changed. */
    public static final String CHANGED = "budgets.changed";

    /** Published when a budget is nearly spent: {@code {budget, scope, subject, period, limit, spent}}. */
    public static final String WARNING = "budget.warning";

    private static final Logger LOG = LoggerFactory.getLogger(Meter.class);
    private static final int MAX_BATCH = 500;
    private static final int MAX_WAITING = 20_000;

    private final Vertx vertx;
    private final Prices prices;
    private final InstantSource clock;
    private final AuditTrail audit;
    private final CostMeters meters;
    private final GroupCommit<Charge, Optional<RuntimeException>> reserving;
    private final GroupCommit<Settlement, Boolean> settling;

    /** A meter on the calling context; warns when {@code warnAt} percent of a budget are spent. */
    public Meter(
            Vertx vertx,
            Database database,
            Prices prices,
            InstantSource clock,
            AuditTrail audit,
            Metrics metrics,
            int warnAt) {
        this.vertx = vertx;
        this.prices = prices;
        this.clock = clock;
        this.audit = audit;
        this.meters = new CostMeters(metrics);
        var settle = new Settling(database, warnAt);
        // One flush at a time each: two would only wait for each other's locks.
        this.reserving = new GroupCommit<>(vertx, MAX_BATCH, MAX_WAITING, 1, new Reserving(database)::run);
        this.settling = new GroupCommit<>(
                vertx,
                MAX_BATCH,
                Integer.MAX_VALUE,
                1,
                settlements -> settle.run(settlements)
                        .onSuccess(settled -> {
                            settled.costs().forEach(meters::ended);
                            tell(settled.notices());
                        })
                        .map(settled -> Collections.nCopies(settlements.size(), true)));
    }

    /** What {@code function} costs. */
    public Price price(String function) {
        return prices.of(function);
    }

    /** What {@code function} costs that says itself that a call costs {@code declared} micros; 0 when it does not. */
    public Price price(String function, long declared) {
        return prices.of(function, declared);
    }

    /**
     * Reserves what a call is taken to cost; ends when it may be made.
     *
     * @return failed with a {@link ai.levqor.bus.Failure} of {@code budget_exceeded}, {@link Waits}, or
     *     {@link Superseded}
     */
    public Future<Void> reserve(UUID job, String step, int attempt, String function, long estimate) {
        return reserving
                .add(new Charge(job, step, attempt, function, estimate, clock.millis()))
                .compose(refusal ->
                        refusal.<Future<Void>>map(Future::failedFuture).orElseGet(Future::succeededFuture));
    }

    /** The call was made and cost {@code amount}. */
    public Future<Void> settle(UUID job, String step, int attempt, long amount, Usage usage, long millis) {
        return settle(new CallKey(job, step, attempt), End.SETTLED, amount, usage, millis);
    }

    /** The call was made, or not; nobody knows: it counts as estimated. */
    public Future<Void> presume(UUID job, String step, int attempt) {
        return settle(new CallKey(job, step, attempt), End.PRESUMED, 0, Usage.NONE, 0);
    }

    /** The call was not made. */
    public Future<Void> release(UUID job, String step, int attempt) {
        return settle(new CallKey(job, step, attempt), End.RELEASED, 0, Usage.NONE, 0);
    }

    /** Never fails: what cannot be stored now stays reserved and is presumed later. */
    private Future<Void> settle(CallKey key, End end, long amount, Usage usage, long millis) {
        return settling.add(new Settlement(key, end, amount, usage, millis, clock.millis()))
                .onFailure(cause -> LOG.warn("the cost of a call of job {} is not settled: {}", key.job(), cause))
                .otherwiseEmpty()
                .mapEmpty();
    }

    /** Presumes the cost of calls that nobody will settle; answers how many. */
    Future<Integer> presume(List<CallKey> calls) {
        return Future.join(calls.stream()
                        .map(call -> settle(call, End.PRESUMED, 0, Usage.NONE, 0))
                        .toList())
                .map(calls.size());
    }

    private void tell(Notices notices) {
        for (Notices.Warning warning : notices.warnings()) {
            Budget budget = warning.budget();
            LOG.warn(
                    "budget {} of {} {} is nearly spent: {} of {} dollars a {}",
                    budget.name(),
                    budget.scope().wire(),
                    budget.subject(),
                    Money.format(warning.spent()),
                    Money.format(budget.amount()),
                    budget.period().wire());
            audit.record(new Write(WARNING, Caller.SYSTEM, budget.name(), "ok", false));
            vertx.eventBus().publish(WARNING, warning.json());
        }
        if (notices.spent()) {
            vertx.eventBus().publish(CHANGED, new JsonObject());
        }
    }

    /** Not an error: the budget begins anew at {@link #until}, and the call may be made then. */
    public static final class Waits extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long until;

        Waits(long until, String reason) {
            super(reason, null, false, false);
            this.until = until;
        }

        /** Epoch milliseconds. */
        public long until() {
            return until;
        }

        /** One sentence. */
        public String reason() {
            return String.valueOf(getMessage());
        }
    }

    /** Another attempt runs the job by now: the call may not be made. */
    public static final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Superseded(UUID job) {
            super("job " + job + " runs elsewhere by now", null, false, false);
        }
    }
}
