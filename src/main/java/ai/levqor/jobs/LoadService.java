package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** How much the queue has to do. */
final class LoadService {
    private static final int WORKFLOWS = 50;

    private final LoadRepository loads;
    private final InstantSource clock;

    LoadService(LoadRepository loads, InstantSource clock) {
        this.loads = loads;
        this.clock = clock;
    }

    /** From when jobs are to be counted, epoch milliseconds. */
    static long since(Request request) {
        return Math.round(request.input().getDouble("since") * 1000);
    }

    Reply load(Request request) {
        long now = clock.millis();
        List<Load> all = await(loads.load(now));
        Load sum = Load.none("");
        var workflows = new JsonArray();
        var largest = all.stream()
                .sorted(Comparator.comparingLong(Load::total).reversed().thenComparing(Load::workflow))
                .toList();
        for (Load load : largest) {
            sum = sum.plus(load);
            if (workflows.size() < WORKFLOWS) {
                workflows.add(load.json(now).put("workflow", load.workflow()));
            }
        }
        JsonObject json = sum.json(now).put("workers", await(loads.workers())).put("workflows", workflows);
        return () -> json;
    }

    Reply count(long since) {
        long jobs = await(loads.since(since));
        return () -> new JsonObject().put("jobs", jobs);
    }
}
