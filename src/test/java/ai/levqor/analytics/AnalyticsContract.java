package ai.levqor.analytics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.budgets.BudgetsVerticle;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.keys.Keys;
import ai.levqor.keys.KeysVerticle;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report, to the row, on any database. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class AnalyticsContract {
    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-10-22T10:00:00Z"));
    private final Schemas schemas = new Schemas();
    private TestKernel node;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() throws Exception {
        Path prices = Files.writeString(dir.resolve("prices.yaml"), "functions:\n  worker.paid: {call: 0.01}\n");
        node = TestKernel.start(
                database(dir),
                clock,
                schemas,
                Map.of("LEVQOR_JOBS_POLL_INTERVAL", "20ms", "LEVQOR_COSTS_PRICES", prices.toString()));
        var kernel = node.kernel();
        node.deploy(new KeysVerticle(kernel));
        node.deploy(new BudgetsVerticle(kernel));
        node.deploy(new UsersVerticle(kernel));
        node.deploy(new ReferralsVerticle(kernel));
        node.deploy(new JobsVerticle(kernel));
        node.deploy(new AnalyticsVerticle(kernel));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = node.call(operation, input);
        schemas.check(operation.reply(), answer);
        return answer;
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private void at(String time) {
        clock.advance(Duration.between(clock.instant(), Instant.parse(time)));
    }

    private void user(String name) throws Exception {
        call(Users.UPSERT, json("{'email':'" + name + "@example.com'}"));
    }

    private void referral(String name, String source) throws Exception {
        call(Referrals.TRACK, json("{'email':'" + name + "@example.com','source':'" + source + "'}"));
    }

    private String submit(String workflow) throws Exception {
        return call(Jobs.SUBMIT, json("{'workflow':'" + workflow + "','payload':{},'max_attempts':1}"))
                .getString("job_id");
    }

    private void await(String job, String status) throws Exception {
        Eventually.await(
                job + " is " + status,
                () -> call(Jobs.STATUS, new JsonObject().put("job_id", job))
                        .getString("status")
                        .equals(status));
    }

    private JsonObject report(String json) throws Exception {
        return call(Analytics.GET, json(json));
    }

    private static JsonObject day(String day, int added, int total) {
        return new JsonObject().put("day", day).put("new", added).put("total", total);
    }

    @Test
    void isCorrectToTheRow() throws Exception {
        user("old");
        referral("old", "before");
        at("2026-11-19T23:30:00Z"); // in Berlin already the 20th
        user("late");
        referral("late", "newsletter");
        at("2026-11-20T08:00:00Z");
        user("ann");
        user("bob");
        referral("ann", "newsletter");
        referral("ann", "partner");
        referral("bob", "partner");
        at("2026-11-21T09:00:00Z");
        user("cleo");
        user("old"); // known, and active again
        TestKernel.get(Workers.serve(node.vertx(), "paid", task -> Future.succeededFuture(new JsonObject())));
        await(submit("paid"), "succeeded");
        await(submit("paid"), "succeeded");
        TestKernel.get(Workers.serve(node.vertx(), "bad", task -> Future.failedFuture("no")));
        await(submit("bad"), "failed");
        submit("later");
        String cancelled = submit("later");
        call(Jobs.CANCEL, new JsonObject().put("job_id", cancelled));
        for (String plan : List.of("pro", "free", "pro")) {
            call(Keys.CREATE, json("{'name':'k','scopes':['jobs:read'],'plan':'" + plan + "'}"));
        }
        JsonObject ended = call(Keys.CREATE, json("{'name':'k','scopes':['jobs:read'],'plan':'free'}"));
        call(Keys.REVOKE, new JsonObject().put("key_id", ended.getString("key_id")));
        at("2026-11-21T10:00:00Z");
        Eventually.await(
                "both calls are paid", () -> report("{}").getJsonObject("cost").getLong("total") == 20_000);

        JsonObject report = report("{'days':3}");
        assertEquals("2026-11-19", report.getString("from"));
        assertEquals("2026-11-21", report.getString("to"));
        assertEquals(json("{'total':5,'new':4,'active':{'day':2,'week':5,'month':5}}"), report.getJsonObject("users"));
        assertEquals(
                new JsonArray()
                        .add(day("2026-11-19", 1, 2))
                        .add(day("2026-11-20", 2, 4))
                        .add(day("2026-11-21", 1, 5)),
                report.getJsonArray("growth"));
        assertEquals(
                json("{'total':4,'sources':[{'source':'newsletter','referrals':2,'attributed':2},"
                        + "{'source':'partner','referrals':2,'attributed':1}]}"),
                report.getJsonObject("referrals"));
        assertEquals(
                json(
                        "{'total':5,'by_state':{'queued':1,'running':0,'succeeded':2,'failed':1,'cancelled':1},"
                                + "'by_workflow':["
                                + "{'workflow':'later','total':2,'queued':1,'running':0,'succeeded':0,'failed':0,'cancelled':1},"
                                + "{'workflow':'paid','total':2,'queued':0,'running':0,'succeeded':2,'failed':0,'cancelled':0},"
                                + "{'workflow':'bad','total':1,'queued':0,'running':0,'succeeded':0,'failed':1,'cancelled':0}]}"),
                report.getJsonObject("jobs"));
        assertEquals(
                json("{'total':20000,'calls':2,'by_workflow':[{'workflow':'paid','calls':2,'cost':20000}]}"),
                report.getJsonObject("cost"));
        assertEquals(
                json("{'p':[{'plan':'pro','keys':2},{'plan':'free','keys':1}]}").getJsonArray("p"),
                report.getJsonArray("plans"));

        JsonObject berlin = report("{'days':2,'time_zone':'Europe/Berlin'}");
        assertEquals(
                new JsonArray().add(day("2026-11-20", 3, 4)).add(day("2026-11-21", 1, 5)),
                berlin.getJsonArray("growth"));
        assertEquals(4, berlin.getJsonObject("referrals").getInteger("total"));
    }

    @Test
    void daysAreThoseOfTheZoneAlsoWhereTheClockIsSet() throws Exception {
        at("2026-10-24T21:59:59Z"); // the 24th in Berlin ends at 22:00Z, and the 25th has 25 hours
        user("a");
        at("2026-10-24T22:00:00Z");
        user("b");
        at("2026-10-25T22:59:59Z");
        user("c");
        at("2026-10-25T23:00:00Z");
        user("d");
        assertEquals(
                new JsonArray()
                        .add(day("2026-10-24", 1, 1))
                        .add(day("2026-10-25", 2, 3))
                        .add(day("2026-10-26", 1, 4)),
                report("{'days':3,'time_zone':'Europe/Berlin'}").getJsonArray("growth"));
    }

    @Test
    void anEmptyServiceHasAReportToo() throws Exception {
        JsonObject report = report("{'days':366}");
        assertEquals(366, report.getJsonArray("growth").size());
        assertEquals(json("{'total':0,'new':0,'active':{'day':0,'week':0,'month':0}}"), report.getJsonObject("users"));
    }

    @Test
    void refusesWhatIsWrong() {
        for (String wrong : List.of("{'time_zone':'Mars/Base'}", "{'days':0}", "{'days':367}")) {
            Failure failure = assertThrows(Failure.class, () -> report(wrong));
            assertEquals(Code.INVALID_REQUEST, failure.code(), wrong);
        }
    }
}
