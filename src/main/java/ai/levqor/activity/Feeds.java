package ai.levqor.activity;

import ai.levqor.live.Watch;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients of this node follow. Tells the cluster, so that changes are published, and wakes those who wait. Under
 * lost messages there is one look of a node every few seconds, however many follow; while nobody does, none.
 */
final class Feeds {
    private static final Logger LOG = LoggerFactory.getLogger(Feeds.class);
    private static final long ROUND_MS = 5_000;
    private static final long KEEP_NS = TimeUnit.SECONDS.toNanos(60);

    /** Until the other nodes have heard of a new interest, their changes may pass unheard: one more look then. */
    private static final long HEARD_MS = 300;

    private final Vertx vertx;
    private final String node;
    private final Fingerprints fingerprints;
    private final Map<Topic, Feed> feeds = new HashMap<>();
    private boolean allPending;
    private boolean allAgain;
    private boolean closed;

    Feeds(Vertx vertx, String node, Fingerprints fingerprints) {
        this.vertx = vertx;
        this.node = node;
        this.fingerprints = fingerprints;
    }

    void start() {
        vertx.eventBus().<JsonObject>consumer(Watch.CHANGED, message -> changed(message.body()));
        vertx.setPeriodic(ROUND_MS, none -> round());
    }

    /** The feed of a topic; from now on its changes are heard. */
    Feed of(Topic topic) {
        Feed known = feeds.get(topic);
        if (known != null) {
            return known.touch();
        }
        var feed = new Feed(vertx);
        feeds.put(topic, feed);
        announce();
        vertx.setTimer(HEARD_MS, none -> feed.changed());
        return feed;
    }

    /** Whether the node is stopping. */
    boolean closed() {
        return closed;
    }

    /** Lets go all who wait. */
    void close() {
        closed = true;
        feeds.values().forEach(Feed::changed);
        feeds.clear();
        announce();
    }

    private void changed(JsonObject message) {
        for (Object job : message.getJsonArray("jobs")) {
            Feed feed = feeds.get(Topic.of(UUID.fromString(job.toString())));
            if (feed != null) {
                feed.changed();
            }
        }
        if (message.getBoolean("any")) {
            if (allPending) {
                allAgain = true;
            } else {
                lookAtAllLater();
            }
        }
    }

    /** They look at what is older than the delay, so looking at once would find nothing. */
    private void lookAtAllLater() {
        allPending = true;
        vertx.setTimer(AllJobsStream.DELAY_MS + 50, none -> {
            allPending = false;
            feeds.forEach((topic, feed) -> {
                if (topic.job() == null) {
                    feed.changed();
                }
            });
            if (allAgain) {
                allAgain = false;
                lookAtAllLater();
            }
        });
    }

    private void announce() {
        var jobs = new JsonArray();
        boolean all = false;
        for (Topic topic : feeds.keySet()) {
            if (topic.job() == null) {
                all = true;
            } else {
                jobs.add(topic.job().toString());
            }
        }
        vertx.eventBus()
                .publish(
                        Watch.INTEREST,
                        new JsonObject().put("node", node).put("jobs", jobs).put("all", all));
    }

    private void round() {
        boolean some = !feeds.isEmpty();
        feeds.values().removeIf(feed -> feed.abandoned(KEEP_NS));
        if (some) {
            announce();
        }
        if (feeds.isEmpty()) {
            fingerprints.forget();
            return;
        }
        List<UUID> jobs = new ArrayList<>(
                feeds.keySet().stream().map(Topic::job).filter(Objects::nonNull).toList());
        fingerprints
                .changed(jobs, feeds.keySet().stream().anyMatch(topic -> topic.job() == null))
                .onSuccess(changed -> feeds.forEach((topic, feed) -> {
                    if (changed.contains(topic.job() == null ? Fingerprints.ALL : topic.job())) {
                        feed.changed();
                    }
                }))
                .onFailure(cause -> LOG.warn("cannot look after those who follow jobs: {}", cause.toString()));
    }
}
