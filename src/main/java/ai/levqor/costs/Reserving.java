package ai.levqor.costs;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.costs.Budget.OnExceeded;
import ai.levqor.costs.Postings.Balance;
import ai.levqor.costs.Settlement.End;
import ai.levqor.sql.Database;
import ai.levqor.sql.Session;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The transaction before calls: each estimate is reserved against everything that bounds it, or the call is refused. The
 * accounts are locked first, so that of all that reserve at once, on whatever node, no two spend the same money.
 */
final class Reserving {
    private final Database database;

    Reserving(Database database) {
        this.database = database;
    }

    /** Answers for each charge why its call may not be made; empty where it may. */
    Future<List<Optional<RuntimeException>>> run(List<Charge> charges) {
        return database.transaction(session -> Calls.open(session, charges).compose(jobs -> {
            List<Charge> held = charges.stream()
                    .filter(charge -> jobs.containsKey(charge.job()))
                    .toList();
            return held.isEmpty()
                    ? Future.succeededFuture(
                            charges.stream().map(Reserving::gone).toList())
                    : reserve(session, charges, held, jobs);
        }));
    }

    /** A job without an account is held by nobody here; one that a worker does whole may also be a definition's. */
    private static Optional<RuntimeException> gone(Charge charge) {
        return charge.step().isEmpty() ? Optional.empty() : Optional.of(new Meter.Superseded(charge.job()));
    }

    private static Future<List<Optional<RuntimeException>>> reserve(
            Session session, List<Charge> charges, List<Charge> held, Map<UUID, JobAccount> jobs) {
        return Calls.upTo(session, held)
                .compose(earlier -> Applicable.find(session, jobs.values()).compose(budgets -> {
                    var decision = new Decision(new Postings(session), jobs, budgets, earlier);
                    return decision.postings.lock(decision.totals(held)).compose(none -> {
                        long now = held.getFirst().at();
                        decision.giveUpEarlier(held, now);
                        List<Optional<RuntimeException>> verdicts =
                                charges.stream().map(decision::verdict).toList();
                        return decision.write(session).map(verdicts);
                    });
                }));
    }

    /** Decides on charges one by one, each after those before it. */
    private static final class Decision {
        private final Postings postings;
        private final Map<UUID, JobAccount> jobs;
        private final Applicable budgets;
        private final List<StoredCall> earlier;
        private final Set<CallKey> known = new HashSet<>();
        private final List<Charge> granted = new ArrayList<>();
        private final List<Settlement> presumed = new ArrayList<>();

        Decision(Postings postings, Map<UUID, JobAccount> jobs, Applicable budgets, List<StoredCall> earlier) {
            this.postings = postings;
            this.jobs = jobs;
            this.budgets = budgets;
            this.earlier = earlier;
            earlier.forEach(call -> known.add(call.key()));
        }

        Set<Total> totals(List<Charge> held) {
            Set<Total> totals = new TreeSet<>();
            held.forEach(charge -> totals.addAll(account(charge.job()).totals(charge.at())));
            earlier.stream()
                    .filter(StoredCall::reserved)
                    .forEach(call -> totals.addAll(account(call.key().job()).totals(call.reservedAt())));
            return totals;
        }

        private JobAccount account(UUID job) {
            JobAccount account = jobs.get(job);
            if (account == null) {
                throw new IllegalStateException("no account of " + job);
            }
            return account;
        }

        /** Nobody knows how far the same step came in an attempt that is dead: it counts as estimated. */
        void giveUpEarlier(List<Charge> held, long now) {
            Set<CallKey> own = new HashSet<>();
            held.forEach(charge -> own.add(charge.key()));
            for (StoredCall call : earlier) {
                if (call.reserved() && !own.contains(call.key())) {
                    var end = new Settlement(call.key(), End.PRESUMED, call.estimate(), Usage.NONE, 0, now);
                    Settling.post(postings, account(call.key().job()), call, end);
                    presumed.add(end);
                }
            }
        }

        Optional<RuntimeException> verdict(Charge charge) {
            JobAccount job = jobs.get(charge.job());
            if (job == null) {
                return gone(charge);
            }
            if (!known.add(charge.key())) {
                return Optional.empty(); // the same once more
            }
            Optional<RuntimeException> refusal = refusal(charge, job);
            if (refusal.isEmpty()) {
                postings.add(job, charge.at(), new Balance(0, charge.estimate()));
                granted.add(charge);
            } else {
                known.remove(charge.key());
            }
            return refusal;
        }

        private Optional<RuntimeException> refusal(Charge charge, JobAccount job) {
            Balance own = postings.balance(job);
            if (job.maxCost() != null && own.spent() + own.reserved() + charge.estimate() > job.maxCost()) {
                return Optional.of(jobExceeded(charge, job.maxCost(), own));
            }
            Meter.Waits waits = null;
            for (Budget budget : budgets.of(job)) {
                Balance balance =
                        postings.balance(Total.of(budget.scope(), budget.subject(), budget.period(), charge.at()));
                if (balance.spent() + balance.reserved() + charge.estimate() <= budget.amount()) {
                    continue;
                }
                // What does not fit into a whole period never will.
                if (budget.onExceeded() == OnExceeded.FAIL || charge.estimate() > budget.amount()) {
                    return Optional.of(budget.exceeded(balance.spent(), balance.reserved(), charge));
                }
                long end = budget.period().end(charge.at());
                waits = waits != null && waits.until() >= end ? waits : new Meter.Waits(end, budget.reason());
            }
            return Optional.ofNullable(waits);
        }

        private static Failure jobExceeded(Charge charge, long maxCost, Balance own) {
            return new Failure(
                    Code.BUDGET_EXCEEDED,
                    "The step would cost more than the job may: " + Money.format(charge.estimate())
                            + " dollars more than the " + Money.format(own.spent() + own.reserved())
                            + " spent and reserved of " + Money.format(maxCost) + ".",
                    null,
                    new JsonObject()
                            .put("budget", "max_cost")
                            .put("scope", "job")
                            .put("subject", charge.job().toString())
                            .put("limit", maxCost)
                            .put("spent", own.spent())
                            .put("reserved", own.reserved())
                            .put("estimate", charge.estimate())
                            .put("function", charge.function())
                            .put("step", charge.step()));
        }

        Future<?> write(Session session) {
            return postings.write()
                    .compose(none -> Calls.add(session, granted))
                    .compose(none -> Calls.end(session, presumed));
        }
    }
}
