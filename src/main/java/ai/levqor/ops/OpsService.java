package ai.levqor.ops;

import static io.vertx.core.Future.await;

import ai.levqor.audit.Audit;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.jobs.Jobs;
import ai.levqor.ops.Beat.Tally;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;

/** Figures of the whole service, over all nodes. */
final class OpsService {
    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int OUTAGES = 50;

    /** A queue whose oldest due job has waited so long does not keep up. */
    private static final double LATE_SECONDS = 300;

    private final BusClient bus;
    private final NodeRecord record;
    private final InstantSource clock;
    private final Supplier<Future<?>> flush;
    private final Cached<JsonObject> publicMetrics;
    private final Cached<JsonObject> queueHealth;
    private final Cached<JsonObject> uptime;

    /** {@code flush} brings this node's own tallies up to date. */
    OpsService(BusClient bus, NodeRecord record, InstantSource clock, Supplier<Future<?>> flush) {
        this.bus = bus;
        this.record = record;
        this.clock = clock;
        this.flush = flush;
        this.publicMetrics = new Cached<>(clock, SECOND_MS, this::computePublicMetrics);
        this.queueHealth = new Cached<>(clock, SECOND_MS, this::computeQueueHealth);
        this.uptime = new Cached<>(clock, SECOND_MS, this::computeUptime);
    }

    /** The last figures stay while the database is gone; they say of when they are. */
    Reply publicMetrics(Request request) {
        JsonObject json = await(publicMetrics.getOrLast());
        return json::copy;
    }

    Reply uptime(Request request) {
        JsonObject json = await(uptime.getOrLast());
        return json::copy;
    }

    Reply uptimeOf(Request request) {
        long from = request.input().getLong("from");
        long to = request.input().getLong("to");
        Uptime up = await(record.uptime(clock.millis()));
        List<Uptime.Span> outages = up.outages().stream()
                .map(outage -> outage.within(from, to))
                .filter(outage -> outage.length() > 0)
                .toList();
        return () -> new JsonObject()
                .put("uptime", up.since() < to ? (Double) up.percent(from, to) : null)
                .put("outages", outages.size())
                .put(
                        "outage_seconds",
                        outages.stream().mapToLong(Uptime.Span::length).sum() / 1000.0);
    }

    Reply queueHealth(Request request) {
        JsonObject json = await(queueHealth.get());
        return json::copy;
    }

    Reply nodes(Request request) {
        long now = clock.millis();
        long heardSince = record.heardSince(now);
        var nodes = new JsonArray();
        for (NodeRun node : await(record.nodes(now))) {
            nodes.add(node.json(heardSince));
        }
        return () -> new JsonObject().put("nodes", nodes);
    }

    private Future<JsonObject> computePublicMetrics() {
        long now = clock.millis();
        long today = now / DAY_MS * DAY_MS;
        Future<Uptime> up = record.uptime(now);
        Future<JsonObject> jobs = bus.call(Jobs.COUNT, new JsonObject().put("since", today / SECOND_MS), Caller.SYSTEM);
        Future<JsonObject> audit = bus.call(Audit.COVERAGE, new JsonObject(), Caller.SYSTEM);
        return Future.all(up, jobs, audit)
                .map(all -> new JsonObject()
                        .put("uptime_rolling_7d", up.result().percent(now - 7 * DAY_MS, now))
                        .put("jobs_today", jobs.result().getLong("jobs"))
                        .put("audit_coverage", audit.result().getNumber("audit_coverage"))
                        .put("last_updated", now / SECOND_MS));
    }

    private Future<JsonObject> computeUptime() {
        long now = clock.millis();
        return record.uptime(now)
                .map(up -> new JsonObject()
                        .put("uptime_rolling_24h", up.percent(now - DAY_MS, now))
                        .put("uptime_rolling_7d", up.percent(now - 7 * DAY_MS, now))
                        .put("measured_since", up.since() / SECOND_MS)
                        .put("history", days(up))
                        .put("outages", outages(up))
                        .put("last_updated", now / SECOND_MS));
    }

    private static JsonArray days(Uptime up) {
        var days = new JsonArray();
        LocalDate first = day(up.since());
        for (LocalDate day = day(up.now()); !day.isBefore(first); day = day.minusDays(1)) {
            long start = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            days.add(new JsonObject().put("date", day.toString()).put("uptime", up.percent(start, start + DAY_MS)));
        }
        return days;
    }

    private static LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    private static JsonArray outages(Uptime up) {
        List<Uptime.Span> all = up.outages().reversed();
        var outages = new JsonArray();
        for (Uptime.Span outage : all.subList(0, Math.min(OUTAGES, all.size()))) {
            outages.add(new JsonObject()
                    .put("from", outage.from() / SECOND_MS)
                    .put("to", outage.to() / SECOND_MS)
                    .put("seconds", outage.length() / 1000.0));
        }
        return outages;
    }

    private Future<JsonObject> computeQueueHealth() {
        long now = clock.millis();
        Future<JsonObject> load = bus.call(Jobs.LOAD, new JsonObject(), Caller.SYSTEM);
        Future<Tally> tallies = flush.get().transform(none -> record.tallies(now - WINDOW.toMillis()));
        return Future.all(load, tallies).map(all -> queueHealth(load.result(), tallies.result(), now));
    }

    private static JsonObject queueHealth(JsonObject load, Tally tally, long now) {
        double oldest = load.getDouble("oldest_due_seconds");
        long workers = load.getLong("workers");
        return new JsonObject()
                .put("status", workers == 0 || oldest > LATE_SECONDS ? "degraded" : "healthy")
                .put("depth", load.getLong("due"))
                .put("scheduled", load.getLong("scheduled"))
                .put("running", load.getLong("running"))
                .put("oldest_age_seconds", oldest)
                .put("throughput_per_minute", tally.ended() / (double) WINDOW.toMinutes())
                .put("succeeded", tally.succeeded())
                .put("failures", tally.failed())
                .put("retries", tally.retried())
                .put("rescues", tally.rescued())
                .put("workers", workers)
                .put("window_seconds", WINDOW.toSeconds())
                .put("last_updated", now / SECOND_MS);
    }
}
