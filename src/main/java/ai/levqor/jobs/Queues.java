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
        return repository.all().onSuccess(all -> limits = all).mapEmpty();
    }

    /** Whether an end of a job lets another one of its workflow start. */
    boolean limited(String workflow) {
        return limits.containsKey(workflow);
    }

    Future<Claim> claim(Lane lane, int limit, long now) {
        QueueLimits known = limits.get(lane.workflow());
        if (known == null) {
            return lanes.claim(lane, limit, now).map(jobs -> new Claim(jobs, 0));
        }
        if (known.paused()) {
            return Future.succeededFuture(new Claim(List.of(), 0));
        }
        return database.transaction(session -> repository
                .lock(session, lane.workflow())
                .compose(current -> current.paused()
                        ? Future.succeededFuture(new Claim(List.of(), 0))
                        : claim(session, lane, current, limit, now)));
    }

    private Future<Claim> claim(Session session, Lane lane, QueueLimits current, int limit, long now) {
        return repository.room(session, lane, current, now).compose(room -> {
            int allowed = Math.min(limit, room.places());
            if (allowed <= 0) {
                return Future.succeededFuture(new Claim(List.of(), room.againAt()));
            }
            return lanes.claimLimited(session, lane, allowed, now)
                    .compose(jobs -> repository
                            .spend(session, lane, current, jobs.size(), now)
                            .map(new Claim(jobs, jobs.size() == allowed ? room.againAt() : 0)));
        });
    }

    /** What a claim got, and when to ask again if a rate limit held more back; 0 is when something wakes the lane. */
    record Claim(List<Claimed> jobs, long againAt) {}
}
