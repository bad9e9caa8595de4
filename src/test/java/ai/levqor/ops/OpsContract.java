package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.audit.AuditVerticle;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Schemas;
import ai.levqor.email.EmailVerticle;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.metrics.Metrics;
import ai.levqor.node.Pulse;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators are told, on a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class OpsContract {
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final JsonObject NOTHING = new JsonObject();

    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-15T00:00:00Z"));
    private DatabaseUrl url;
    private TestKernel node;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        node = node();
    }

    private TestKernel node() throws Exception {
        var started = TestKernel.start(url, clock, new Schemas(), Map.of("LEVQOR_DATA_DIR", dir.toString()));
        started.deploy(new AuditVerticle(started.kernel()));
        started.deploy(new JobsVerticle(started.kernel()));
        started.deploy(new OpsVerticle(started.kernel()));
        return started;
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void uptimeIsWhatTheHeartbeatsOfAllNodesSay() throws Exception {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        assertEquals(100, percent("uptime_rolling_7d"));
        beats(first, Duration.ofHours(6));
        assertEquals(100, percent("uptime_rolling_7d"));
        // Nobody for two hours, then another node.
        clock.advance(Duration.ofHours(2));
        beats(second, Duration.ofHours(2));
        JsonObject uptime = node.call(Ops.UPTIME, NOTHING);
        assertEquals(80.04, uptime.getDouble("uptime_rolling_7d"), 0.011);
        JsonObject outage = uptime.getJsonArray("outages").getJsonObject(0);
        assertEquals((double) Duration.ofHours(2).toSeconds(), outage.getDouble("seconds"), 15);
        assertEquals(Instant.parse("2026-11-15T00:00:00Z").getEpochSecond(), uptime.getLong("measured_since"));
        // A node beside it changes nothing; its restart closes no gap.
        beats(first, Duration.ofMinutes(1));
        assertEquals(80, percent("uptime_rolling_7d"), 0.1);
    }

    @Test
    void uptimeOutlivesARestartAndForgetsAfterAWeek() throws Exception {
        beats(UUID.randomUUID(), Duration.ofHours(1));
        node.close();
        clock.advance(Duration.ofHours(1));
        node = node();
        beats(UUID.randomUUID(), Duration.ofHours(2));
        assertEquals(75, percent("uptime_rolling_7d"), 0.2);
        JsonArray history = node.call(Ops.UPTIME, NOTHING).getJsonArray("history");
        assertEquals("2026-11-15", history.getJsonObject(0).getString("date"));
        assertEquals(75, history.getJsonObject(0).getDouble("uptime"), 0.2);
        clock.advance(Duration.ofDays(8));
        assertEquals(0, percent("uptime_rolling_7d"));
        beats(UUID.randomUUID(), Duration.ofMinutes(1));
        assertEquals(10, node.call(Ops.UPTIME, NOTHING).getJsonArray("history").size() + 1);
    }

    @Test
    void someLostHeartbeatsAreNoOutage() throws Exception {
        UUID id = UUID.randomUUID();
        beat(id, NOTHING);
        clock.advance(INTERVAL.multipliedBy(3));
        beat(id, NOTHING);
        assertEquals(100, percent("uptime_rolling_7d"));
        assertEquals(0, node.call(Ops.UPTIME, NOTHING).getJsonArray("outages").size());
    }

    @Test
    void publicMetricsAreMeasured() throws Exception {
        beat(UUID.randomUUID(), NOTHING);
        JsonObject before = node.call(Ops.PUBLIC_METRICS, NOTHING);
        assertEquals(
                List.of("uptime_rolling_7d", "jobs_today", "audit_coverage", "last_updated"),
                List.copyOf(before.fieldNames()));
        assertEquals(0, before.getLong("jobs_today"));
        node.call(Jobs.SUBMIT, job("nobody"));
        node.call(Jobs.SUBMIT, job("nobody"));
        clock.advance(Duration.ofSeconds(10));
        JsonObject after = node.call(Ops.PUBLIC_METRICS, NOTHING);
        assertEquals(2, after.getLong("jobs_today"));
        assertEquals(100, after.getDouble("audit_coverage"));
        assertEquals(clock.millis() / 1000, after.getLong("last_updated"));
        clock.advance(Duration.ofDays(1));
        assertEquals(0, node.call(Ops.PUBLIC_METRICS, NOTHING).getLong("jobs_today"));
    }

    @Test
    void theQueuesHealthIsThatOfAllNodes() throws Exception {
        node.call(Jobs.SUBMIT, job("nobody"));
        node.call(Jobs.SUBMIT, job("nobody").put("run_at", clock.millis() / 1000 + 3600));
        beat(
                UUID.randomUUID(),
                new JsonObject().put("succeeded", 9).put("failed", 1).put("retried", 2));
        beat(UUID.randomUUID(), new JsonObject().put("succeeded", 5).put("rescued", 3));
        clock.advance(Duration.ofSeconds(90));
        JsonObject health = node.call(Ops.QUEUE_HEALTH, NOTHING);
        assertEquals("healthy", health.getString("status"), health.encode());
        assertEquals(1, health.getLong("depth"), health.encode());
        assertEquals(1, health.getLong("scheduled"), health.encode());
        assertEquals(90, health.getDouble("oldest_age_seconds"), 1);
        assertEquals(3, health.getDouble("throughput_per_minute"));
        assertEquals(14, health.getLong("succeeded"));
        assertEquals(1, health.getLong("failures"));
        assertEquals(2, health.getLong("retries"));
        assertEquals(3, health.getLong("rescues"));
        assertEquals(1, health.getLong("workers"));
        clock.advance(Duration.ofMinutes(10));
        JsonObject later = node.call(Ops.QUEUE_HEALTH, NOTHING);
        assertEquals("degraded", later.getString("status"), later.encode());
        assertEquals(0, later.getDouble("throughput_per_minute"));
    }

    @Test
    void nodesShowWhoRunsWhat() throws Exception {
        UUID stays = UUID.randomUUID();
        UUID dies = UUID.randomUUID();
        UUID stops = UUID.randomUUID();
        beat(dies, NOTHING);
        beat(stops, NOTHING, true);
        clock.advance(Duration.ofMinutes(1));
        beat(stays, NOTHING);
        assertEquals("running", state(stays));
        assertEquals("lost", state(dies));
        assertEquals("stopped", state(stops));
        JsonObject shown = node.call(Ops.NODES, NOTHING).getJsonArray("nodes").getJsonObject(0);
        assertEquals(stays.toString(), shown.getString("node_id"));
        assertEquals(new JsonArray().add("jobs").add("http"), shown.getJsonArray("verticles"));
        assertEquals("9.9.9", shown.getString("version"));
        assertEquals(clock.millis() / 1000, shown.getLong("last_beat_at"));
        clock.advance(Duration.ofDays(2));
        assertNull(state(stays));
    }

    @Test
    void healthNamesThePartThatFails() throws Exception {
        JsonObject healthy = node.call(Ops.HEALTH, NOTHING);
        assertEquals("healthy", healthy.getString("status"), healthy.encode());
        assertEquals(false, healthy.getBoolean("degraded"));
        assertEquals("healthy", healthy.getJsonObject("services").getString("database"));
        assertEquals("healthy", healthy.getJsonObject("services").getString("filesystem"));
        assertEquals("healthy", healthy.getJsonObject("services").getString("jobs"));

        node.kernel().health().register("kitchen", () -> Future.failedFuture("no gas"));
        TestKernel.get(node.kernel().database().close());
        clock.advance(Duration.ofMinutes(1));
        JsonObject degraded = node.call(Ops.HEALTH, NOTHING);
        assertEquals("degraded", degraded.getString("status"), degraded.encode());
        assertEquals(true, degraded.getBoolean("degraded"));
        assertEquals("unhealthy", degraded.getJsonObject("services").getString("database"));
        assertEquals("unhealthy", degraded.getJsonObject("services").getString("kitchen"));
        assertEquals("healthy", degraded.getJsonObject("services").getString("filesystem"));
        Failure refused = org.junit.jupiter.api.Assertions.assertThrows(
                Failure.class, () -> TestKernel.get(node.kernel().health().ready()));
        assertEquals(Code.UNAVAILABLE, refused.code());
        assertEquals("Not ready: kitchen.", refused.getMessage());
    }

    @Test
    void metricsCountWhatJobsDo() throws Exception {
        TestKernel.get(Workers.serve(node.vertx(), "good", task -> Future.succeededFuture(new JsonObject())));
        TestKernel.get(Workers.serve(node.vertx(), "bad", task -> Future.failedFuture(new PermanentFailure("never"))));
        node.call(Jobs.SUBMIT, job("good"));
        node.call(Jobs.SUBMIT, job("bad"));
        node.call(Jobs.SUBMIT, job("nobody"));
        Metrics metrics = node.kernel().metrics();
        Eventually.await(
                "both are counted",
                () -> metrics.sum("levqor.jobs.finished", "state", "succeeded") == 1
                        && metrics.sum("levqor.jobs.finished", "state", "failed") == 1);
        String text = TestKernel.get(metrics.scrape(node.vertx()));
        for (String line : List.of(
                "levqor_jobs_finished_total{state=\"succeeded\",workflow=\"good\"} 1.0",
                "levqor_jobs_finished_total{state=\"failed\",workflow=\"bad\"} 1.0",
                "levqor_job_run_seconds_count{workflow=\"good\"} 1",
                "levqor_job_wait_seconds_count{workflow=\"good\"} 1",
                "levqor_queue_jobs{state=\"due\",workflow=\"nobody\"} 1.0",
                "levqor_queue_workers 1.0",
                "levqor_database_up 1.0",
                "levqor_audit_coverage_ratio 1.0",
                "levqor_bus_calls_total{operation=\"jobs.submit\",outcome=\"ok\"} 3.0")) {
            assertTrue(text.contains("\n" + line + "\n"), () -> line + " is not in\n" + text);
        }
        TestKernel.get(node.kernel().database().close());
        clock.advance(Duration.ofMinutes(1));
        String without = TestKernel.get(metrics.scrape(node.vertx()));
        assertTrue(without.contains("\nlevqor_database_up 0.0\n"), without);
        assertTrue(!without.contains("\nlevqor_queue_jobs{"), "figures that nobody knows are left out");
    }

    private double percent(String name) throws Exception {
        return node.call(Ops.UPTIME, NOTHING).getDouble(name);
    }

    private @org.jspecify.annotations.Nullable String state(UUID id) throws Exception {
        return node.call(Ops.NODES, NOTHING).getJsonArray("nodes").stream()
                .map(JsonObject.class::cast)
                .filter(shown -> shown.getString("node_id").equals(id.toString()))
                .map(shown -> shown.getString("state"))
                .findFirst()
                .orElse(null);
    }

    /** A node beats for so long. */
    private void beats(UUID id, Duration time) throws Exception {
        beat(id, NOTHING);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(INTERVAL)) {
            clock.advance(INTERVAL);
            beat(id, NOTHING);
        }
    }

    private void beat(UUID id, JsonObject jobs) throws Exception {
        beat(id, jobs, false);
    }

    private void beat(UUID id, JsonObject jobs, boolean stopping) throws Exception {
        var beat = new JsonObject()
                .put("node", id.toString())
                .put("name", "host:1")
                .put("version", "9.9.9")
                .put("verticles", new JsonArray().add("jobs").add("http"))
                .put("started_at", clock.millis())
                .put("stopping", stopping)
                .put("jobs", jobs);
        TestKernel.get(node.vertx().eventBus().request(Pulse.BEAT, beat));
    }

    private static JsonObject job(String workflow) {
        return new JsonObject().put("workflow", workflow).put("payload", new JsonObject());
    }

    @Test
    void aCountThatNobodyKnowsIsLeftOut() throws Exception {
        assertFalse(scraped().contains("\noxla_email_jobs_total "), "no node has mails");
        node.deploy(new EmailVerticle(node.kernel()));
        clock.advance(Duration.ofMinutes(1));
        node.assertScraped("oxla_email_jobs_total 0.0");
        TestKernel.get(node.kernel().database().close());
        clock.advance(Duration.ofMinutes(1));
        String without = scraped();
        assertTrue(without.contains("\nlevqor_database_up 0.0\n"), without);
        assertFalse(without.contains("\noxla_"), without);
        assertFalse(without.contains(" NaN\n"), without);
    }

    private String scraped() throws Exception {
        return TestKernel.get(node.kernel().metrics().scrape(node.vertx()));
    }
}
