package ai.levqor.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.audit.AuditVerticle;
import ai.levqor.budgets.BudgetsVerticle;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.email.Email;
import ai.levqor.email.EmailVerticle;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.keys.KeysVerticle;
import ai.levqor.node.Pulse;
import ai.levqor.ops.OpsVerticle;
import ai.levqor.referrals.Referrals;
import ai.levqor.referrals.ReferralsVerticle;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.users.Users;
import ai.levqor.users.UsersVerticle;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Summaries, to the row, and once a period over all nodes. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class SummaryContract {
    private static final JsonObject NOTHING = new JsonObject();
    private static final Duration BEAT = Duration.ofMinutes(5);

    @TempDir
    Path dir;

    // A Saturday.
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final Schemas schemas = new Schemas();
    private final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void database() {
        url = database(dir);
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    private TestKernel node(Map<String, String> settings) throws Exception {
        Path prices = Files.writeString(dir.resolve("prices.yaml"), "functions:\n  worker.paid: {call: 0.01}\n");
        var env = new HashMap<>(settings);
        env.put("LEVQOR_JOBS_POLL_INTERVAL", "20ms");
        env.put("LEVQOR_OPS_HEARTBEAT_INTERVAL", "5m");
        env.put("LEVQOR_COSTS_PRICES", prices.toString());
        env.put("LEVQOR_DATA_DIR", dir.toString());
        TestKernel node = TestKernel.start(url, clock, schemas, env);
        nodes.add(node);
        var kernel = node.kernel();
        node.deploy(new AuditVerticle(kernel));
        node.deploy(new KeysVerticle(kernel));
        node.deploy(new BudgetsVerticle(kernel));
        node.deploy(new EmailVerticle(kernel));
        node.deploy(new ReferralsVerticle(kernel));
        node.deploy(new JobsVerticle(kernel));
        node.deploy(new OpsVerticle(kernel));
        node.deploy(new SummaryVerticle(kernel));
        return node;
    }

    private JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = nodes.getFirst().call(operation, input);
        schemas.check(operation.reply(), answer);
        return answer;
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private void at(String time) {
        clock.advance(Duration.between(clock.instant(), Instant.parse(time)));
    }

    private void ends(String workflow, String status) throws Exception {
        String id = call(Jobs.SUBMIT, json("{'workflow':'" + workflow + "','payload':{},'max_attempts':1}"))
                .getString("job_id");
        var asked = new JsonObject().put("job_id", id);
        Eventually.await(
                workflow + " is " + status,
                () -> call(Jobs.STATUS, asked.copy()).getString("status").equals(status));
    }

    private List<JsonObject> mails() throws Exception {
        return call(Email.LIST, NOTHING.copy()).getJsonArray("emails").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    void isCorrectToTheRow() throws Exception {
        TestKernel node = node(Map.of());
        node.deploy(new UsersVerticle(node.kernel()));
        TestKernel.get(Workers.serve(node.vertx(), "paid", task -> Future.succeededFuture(NOTHING)));
        TestKernel.get(Workers.serve(node.vertx(), "<b>bad", task -> Future.failedFuture("no")));
        // The day before counts in the chart and in the week alone.
        call(Users.UPSERT, json("{'email':'old@example.com'}"));
        ends("paid", "succeeded");
        at("2026-11-22T09:00:00Z");
        call(Users.UPSERT, json("{'email':'ann@example.com'}"));
        call(Users.UPSERT, json("{'email':'bob@example.com'}"));
        call(Referrals.TRACK, json("{'email':'ann@example.com','source':'a & b'}"));
        ends("paid", "succeeded");
        ends("paid", "succeeded");
        ends("<b>bad", "failed");
        call(Jobs.SUBMIT, json("{'workflow':'later','payload':{}}"));
        // Some node runs from 9 to 15 o'clock and from 21 on; what was before is not known.
        beats(node, Duration.ofMinutes(355));
        at("2026-11-22T21:00:00Z");
        beats(node, Duration.ofHours(4));
        at("2026-11-23T07:00:00Z");
        // What comes after the period does not count.
        call(Users.UPSERT, json("{'email':'late@example.com'}"));
        call(Jobs.SUBMIT, json("{'workflow':'later','payload':{}}"));
        beats(node, Duration.ZERO);

        Eventually.await(
                "the calls are paid",
                () -> call(Summary.GET, NOTHING.copy()).getJsonObject("cost").getLong("total") == 20_000);
        JsonObject day = call(Summary.GET, json("{'period':'daily'}"));
        assertEquals(Instant.parse("2026-11-22T00:00:00Z").getEpochSecond(), day.getLong("from"));
        assertEquals(Instant.parse("2026-11-23T00:00:00Z").getEpochSecond(), day.getLong("to"));
        assertEquals(new JsonArray(), day.getJsonArray("missing"));
        assertEquals(json("{'total':3,'new':2}"), day.getJsonObject("users"));
        assertEquals(json("{'total':1,'sources':[{'source':'a & b','referrals':1}]}"), day.getJsonObject("referrals"));
        assertEquals(
                json("{'total':20000,'calls':2,'by_workflow':[{'workflow':'paid','cost':20000}]}"),
                day.getJsonObject("cost"));
        JsonObject jobs = day.getJsonObject("jobs");
        assertEquals(4, jobs.getLong("submitted"));
        assertEquals(
                json("{'queued':1,'running':0,'succeeded':2,'failed':1,'cancelled':0}"),
                jobs.getJsonObject("by_state"));
        assertEquals(
                new JsonArray().add(json("{'workflow':'<b>bad','failed':1,'submitted':1}")),
                jobs.getJsonArray("failures"));
        assertEquals(2, jobs.getLong("due_now"));
        assertEquals(7, jobs.getJsonArray("days").size());
        assertEquals(
                json("{'day':'2026-11-21','submitted':1,'failed':0}"),
                jobs.getJsonArray("days").getJsonObject(5));
        assertEquals(
                json("{'day':'2026-11-22','submitted':4,'failed':1}"),
                jobs.getJsonArray("days").getJsonObject(6));
        JsonObject health = day.getJsonObject("health");
        assertEquals(60, health.getDouble("uptime"), 0.01);
        assertEquals(1, health.getInteger("outages"));
        assertEquals(6 * 3600, health.getDouble("outage_seconds"), 1);
        assertEquals(1, health.getInteger("nodes"));

        assertEquals("Levqor: day 2026-11-22, healthy, 1 job failed", day.getString("subject"));
        String text = day.getString("text");
        assertTrue(text.contains("Submitted: 4\n"), text);
        assertTrue(text.contains("<b>bad: 1 of 1 failed"), text);
        assertTrue(text.contains("2026-11-22 ======================xxxxxxx 4 (1)"), text);
        assertTrue(text.contains("Total: $0.02 for 2 calls"), text);
        String html = day.getString("html");
        assertTrue(html.contains("&lt;b&gt;bad") && html.contains("a &amp; b"), html);
        assertFalse(html.contains("<b>bad") || html.contains("<script") || html.contains("<svg"), html);

        // Monday to Sunday.
        JsonObject week = call(Summary.GET, json("{'period':'weekly'}"));
        assertEquals(Instant.parse("2026-11-16T00:00:00Z").getEpochSecond(), week.getLong("from"));
        assertEquals(5, week.getJsonObject("jobs").getLong("submitted"));
        assertEquals(30_000, week.getJsonObject("cost").getLong("total"));
        assertEquals(json("{'total':3,'new':3}"), week.getJsonObject("users"));
    }

    /** A node tells for so long that it runs. */
    private void beats(TestKernel node, Duration time) throws Exception {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) <= 0; passed = passed.plus(BEAT)) {
            var beat = new JsonObject()
                    .put("node", node.kernel().node().toString())
                    .put("name", "host:1")
                    .put("version", "9.9.9")
                    .put("verticles", new JsonArray().add("jobs"))
                    .put("started_at", clock.millis())
                    .put("stopping", false)
                    .put("jobs", new JsonObject());
            TestKernel.get(node.vertx().eventBus().request(Pulse.BEAT, beat));
            clock.advance(BEAT);
        }
    }

    @Test
    void whatDoesNotAnswerIsNamed() throws Exception {
        node(Map.of()); // without users
        JsonObject day = call(Summary.GET, NOTHING.copy());
        assertEquals(new JsonArray().add("users"), day.getJsonArray("missing"));
        assertEquals("Levqor: day 2026-11-20, no answer from users", day.getString("subject"));
        assertEquals(0, day.getJsonObject("jobs").getLong("submitted"));
        assertNull(day.getJsonObject("health").getNumber("uptime"));
        assertTrue(day.getString("text").contains("Uptime: not measured yet"), day.getString("text"));
    }

    @Test
    void isMailedOnceAPeriodOverAllNodes() throws Exception {
        Map<String, String> settings = Map.of(
                "LEVQOR_SUMMARY_DAILY_TO",
                "ops@example.com,Ann <ann@example.com>",
                "LEVQOR_SUMMARY_WEEKLY_TO",
                "boss@example.com");
        TestKernel first = node(settings);
        node(settings);
        Eventually.await(
                "both schedules stand",
                () -> call(Jobs.SCHEDULES, NOTHING.copy())
                                .getJsonArray("schedules")
                                .size()
                        == 2);
        assertEquals(List.of(), mails());
        at("2026-11-22T06:00:01Z");
        look();
        Eventually.await("the day's mail", () -> mails().size() == 1);
        at("2026-11-23T06:00:01Z");
        look();
        Eventually.await("that of the next day, and the week's", () -> mails().size() == 3);
        assertEquals(
                List.of("boss@example.com", "ops@example.com", "ops@example.com"),
                mails().stream()
                        .map(mail -> mail.getJsonArray("to").getString(0))
                        .sorted()
                        .toList());
        // A job that runs again, and one that somebody makes, send nothing that was sent.
        for (TestKernel node : nodes) {
            var again = json("{'workflow':'summary.send','payload':{'period':'daily'}}");
            String id = node.call(Jobs.SUBMIT, again).getString("job_id");
            Eventually.await(
                    "the job ended",
                    () -> call(Jobs.STATUS, new JsonObject().put("job_id", id))
                            .getString("status")
                            .equals("succeeded"));
        }
        assertEquals(3, mails().size());
        // Who asks for one gets one.
        JsonObject sent = call(Summary.SEND, json("{'period':'weekly','to':['eve@example.com']}"));
        assertEquals(4, mails().size());
        JsonObject mail = call(Email.GET, new JsonObject().put("email_id", sent.getString("email_id")));
        assertTrue(mail.getString("subject").startsWith("Levqor: week 2026-11-16 to 2026-11-22"), mail::encode);
        assertTrue(mail.getString("html").contains("bgcolor"), mail::encode);
        assertEquals(first, nodes.getFirst());
    }

    @Test
    void schedulesAreWhatTheSettingsSay() throws Exception {
        node(Map.of("LEVQOR_SUMMARY_DAILY_TO", "ops@example.com", "LEVQOR_SUMMARY_AT", "07:30"));
        JsonObject daily = schedule();
        assertEquals("summary.daily", daily.getString("name"));
        assertEquals("30 7 * * *", daily.getString("cron"));
        nodes.removeFirst().close();
        // A time that comes while no node is up is not lost by the next start.
        at("2026-11-22T08:00:00Z");
        node(Map.of("LEVQOR_SUMMARY_DAILY_TO", "ops@example.com", "LEVQOR_SUMMARY_AT", "07:30"));
        Eventually.await("the mail", () -> mails().size() == 1);
        nodes.removeFirst().close();
        node(Map.of());
        Eventually.await(
                "there is no schedule",
                () -> call(Jobs.SCHEDULES, NOTHING.copy())
                        .getJsonArray("schedules")
                        .isEmpty());
    }

    /** A change of some schedule lets the queue look at the clock, which it else does every few seconds. */
    private void look() throws Exception {
        call(
                Jobs.SCHEDULE,
                json("{'name':'other','cron':'0 0 1 1 *','workflow':'other','payload':{},'enabled':false}"));
    }

    private JsonObject schedule() throws Exception {
        Eventually.await(
                "there is a schedule",
                () -> !call(Jobs.SCHEDULES, NOTHING.copy())
                        .getJsonArray("schedules")
                        .isEmpty());
        return call(Jobs.SCHEDULES, NOTHING.copy()).getJsonArray("schedules").getJsonObject(0);
    }
}
