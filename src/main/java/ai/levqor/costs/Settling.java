package ai.levqor.costs;

import ai.levqor.costs.Postings.Balance;
import ai.levqor.costs.Postings.DaySum;
import ai.levqor.costs.Settlement.End;
import ai.levqor.sql.Database;
import ai.levqor.sql.Session;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The transaction after calls: what was reserved is given back, what it cost is spent. The same once more changes
 * nothing; a cost that was only presumed is corrected by the one that is known.
 */
final class Settling {
    private final Database database;
    private final int warnAt;

    Settling(Database database, int warnAt) {
        this.database = database;
        this.warnAt = warnAt;
    }

    /** Answers what calls cost, and what there is to tell of the budgets. */
    Future<Settled> run(List<Settlement> settlements) {
        Map<CallKey, Settlement> byCall = new LinkedHashMap<>();
        settlements.forEach(settlement ->
                byCall.merge(settlement.key(), settlement, (one, other) -> one.end() == End.SETTLED ? one : other));
        return database.transaction(session -> Calls.lock(session, byCall.keySet())
                .compose(jobs -> Calls.changeable(session, byCall.keySet())
                        .compose(calls -> calls.isEmpty()
                                ? Future.succeededFuture(Settled.NOTHING)
                                : settle(session, byCall, jobs, calls))));
    }

    private Future<Settled> settle(
            Session session, Map<CallKey, Settlement> byCall, Map<UUID, JobAccount> jobs, List<StoredCall> calls) {
        var postings = new Postings(session);
        Set<Total> totals = new TreeSet<>();
        calls.forEach(call -> totals.addAll(account(jobs, call).totals(call.reservedAt())));
        return postings.lock(totals).compose(none -> {
            List<Settlement> ended = new ArrayList<>();
            List<Cost> costs = new ArrayList<>();
            List<CallKey> removed = new ArrayList<>();
            for (StoredCall call : calls) {
                Settlement settlement = byCall.get(call.key());
                if (settlement == null) {
                    continue;
                }
                post(postings, account(jobs, call), call, settlement);
                if (settlement.end() == End.RELEASED) {
                    removed.add(call.key());
                } else if (settlement.end() == End.SETTLED || call.reserved()) {
                    Settlement end = amount(call, settlement);
                    ended.add(end);
                    costs.add(new Cost(call.function(), end.end(), end.amount()));
                }
            }
            long now = latest(byCall);
            return postings.write()
                    .compose(written -> Calls.end(session, ended))
                    .compose(written -> Calls.remove(session, removed))
                    .compose(written -> Notices.find(session, postings, jobs.values(), warnAt, now))
                    .map(notices -> new Settled(costs, notices));
        });
    }

    private static long latest(Map<CallKey, Settlement> byCall) {
        return byCall.values().stream().mapToLong(Settlement::at).max().orElseThrow();
    }

    private static JobAccount account(Map<UUID, JobAccount> jobs, StoredCall call) {
        JobAccount account = jobs.get(call.key().job());
        if (account == null) {
            throw new IllegalStateException("job " + call.key().job() + " has a call and no account");
        }
        return account;
    }

    private static Settlement amount(StoredCall call, Settlement settlement) {
        return settlement.end() == End.SETTLED
                ? settlement
                : new Settlement(call.key(), End.PRESUMED, call.estimate(), Usage.NONE, 0, settlement.at());
    }

    /** Changes the accounts from what a call counts for now to what it is to count for. */
    static void post(Postings postings, JobAccount job, StoredCall call, Settlement settlement) {
        long before = call.reserved() ? 0 : call.estimate();
        long after = switch (settlement.end()) {
            case SETTLED -> settlement.amount();
            case PRESUMED -> call.estimate();
            case RELEASED -> 0;
        };
        long freed = call.reserved() ? call.estimate() : 0;
        postings.add(job, call.reservedAt(), new Balance(after - before, -freed));
        int callsBefore = call.reserved() ? 0 : 1;
        int callsAfter = settlement.end() == End.RELEASED ? 0 : 1;
        Usage usage = settlement.end() == End.SETTLED ? settlement.usage() : Usage.NONE;
        postings.report(
                job, call.function(), call.reservedAt(), new DaySum(callsAfter - callsBefore, after - before, usage));
    }
}
