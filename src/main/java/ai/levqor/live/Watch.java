package ai.levqor.live;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Knows which jobs are followed anywhere in the cluster, and publishes that one of them changed. While nobody follows, a
 * change costs the read of one field.
 *
 * <p>One for a process; its methods may be called from any thread. A message may be lost between nodes: who follows also
 * looks by itself now and then.
 */
public final class Watch implements Shareable {
    /** Published with {@code {jobs, any}}: followed jobs that changed, and whether others did that somebody wants. */
    public static final String CHANGED = "activity.changed";

    /** Published with {@code {node, jobs, all}} by a node whose clients follow jobs; repeat it every few seconds. */
    public static final String INTEREST = "activity.interest";

    private static final String NAME = "levqor.watch";
    private static final long VALID_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long PRUNE_MS = 5_000;
    private static final long GATHER_MS = 20;
    private static final int MAX_JOBS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final Map<String, Interest> interests = new HashMap<>();
    private final Set<UUID> pending = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean any;
    private volatile @Nullable Interest merged;

    private Watch(Vertx vertx) {
        this.vertx = vertx;
        // A context of its own, so that it outlives the verticle that asked first.
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        context.runOnContext(none -> {
            vertx.eventBus().<JsonObject>consumer(INTEREST, message -> learn(message.body()));
            vertx.setPeriodic(PRUNE_MS, timer -> prune());
        });
    }

    /** The one of this process. */
    public static Watch of(Vertx vertx) {
        return vertx.sharedData().<String, Watch>getLocalMap(NAME).computeIfAbsent(NAME, none -> new Watch(vertx));
    }

    /** Whether anybody follows any job. */
    public boolean watched() {
        return merged != null;
    }

    /** A change of a job is committed. */
    public void changed(UUID job) {
        Interest now = merged;
        if (now == null) {
            return;
        }
        boolean followed = now.jobs().contains(job);
        if (!followed && !now.all()) {
            return;
        }
        if (followed) {
            pending.add(job);
        }
        if (now.all()) {
            any = true;
        }
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(none -> vertx.setTimer(GATHER_MS, timer -> publish()));
        }
    }

    private void publish() {
        scheduled.set(false);
        boolean others = any;
        any = false;
        var jobs = new JsonArray();
        var each = pending.iterator();
        while (each.hasNext() && jobs.size() < MAX_JOBS) {
            jobs.add(each.next().toString());
            each.remove();
        }
        vertx.eventBus().publish(CHANGED, new JsonObject().put("jobs", jobs).put("any", others));
        if (!pending.isEmpty() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(none -> publish());
        }
    }

    private void learn(JsonObject message) {
        Set<UUID> jobs = new HashSet<>();
        for (Object job : message.getJsonArray("jobs")) {
            jobs.add(UUID.fromString(job.toString()));
        }
        boolean all = message.getBoolean("all");
        if (jobs.isEmpty() && !all) {
            interests.remove(message.getString("node"));
        } else {
            interests.put(message.getString("node"), new Interest(jobs, all, System.nanoTime() + VALID_NS));
        }
        merge();
    }

    private void prune() {
        long now = System.nanoTime();
        if (interests.values().removeIf(interest -> now - interest.until() > 0)) {
            merge();
        }
    }

    private void merge() {
        Set<UUID> jobs = new HashSet<>();
        boolean all = false;
        for (Interest interest : interests.values()) {
            jobs.addAll(interest.jobs());
            all |= interest.all();
        }
        merged = interests.isEmpty() ? null : new Interest(Set.copyOf(jobs), all, 0);
    }

    private record Interest(Set<UUID> jobs, boolean all, long until) {}
}
