package ai.levqor.jobs;

import ai.levqor.sql.Database;
import ai.levqor.sql.Session;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Pauses and limits of workflows. What has none is claimed without asking; the claim itself refuses when that is out of
 * date. A limited workflow is counted and claimed under a lock of its row, so limits hold exactly over all nodes.
 */
final class Queues {
    private final Database database;
    private final LaneRepository lanes;
    private final QueueRepository repository;
    private Map<String, QueueLimits> limits = Map.of();

    Queues(Database database, LaneRepository lanes, QueueRepository repository) {
        this.database = database;
        this.lanes = lanes;
        this.repository = repository;
    }

    /** Reads anew which workflows are paused or limited. */
    Future<Void> refresh() {
        return repository.held().onSuccess(held -> limits = held).mapEmpty();
    }

    /** Whether a workflow is paused or limited, as far as this node knows. */
    boolean known(String workflow) {
        return limits.containsKey(workflow);
    }

    Future<Claim> claim(Lane lane, int limit, long now) {
        QueueLimits known = limits.get(lane.workflow());
        if (known == null) {
            return lanes.claim(lane, limit, now).map(jobs -> new Claim(jobs, jobs.size() == limit, 0, false));
        }
        if (known.paused()) {
            return Future.succeededFuture(Claim.NOTHING);
        }
        return database.transaction(session -> repository
                .lock(session, lane.workflow())
                .compose(current -> current.paused()
                        ? Future.succeededFuture(Claim.NOTHING)
                        : claim(session, lane, current, limit, now)));
    }

    private Future<Claim> claim(Session session, Lane lane, QueueLimits current, int limit, long now) {
        if (!current.any()) {
            // There may be no row any more that would be locked, so a pause may come right now.
            return lanes.claim(session, lane, limit, now).map(jobs -> new Claim(jobs, jobs.size() == limit, 0, false));
        }
        return repository.room(session, lane, current, now).compose(room -> {
            int allowed = Math.min(limit, room.places());
            if (allowed <= 0) {
                return Future.succeededFuture(new Claim(List.of(), false, room.againAt(), room.againAt() == 0));
            }
            return lanes.claimLimited(session, lane, allowed, now)
                    .compose(jobs -> repository
                            .spend(session, lane, current, jobs.size(), now)
                            .map(new Claim(jobs, jobs.size() == allowed, 0, false)));
        });
    }

    /**
     * What a claim got.
     *
     * @param more whether the lane may have more to claim at once
     * @param againAt when a rate limit lets the next one start, else 0
     * @param full whether the lane waits for an end of one of its workflow's jobs
     */
    record Claim(List<Claimed> jobs, boolean more, long againAt, boolean full) {
        static final Claim NOTHING = new Claim(List.of(), false, 0, false);
    }
}
