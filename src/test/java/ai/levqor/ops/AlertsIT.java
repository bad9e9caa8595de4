package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.TestPorts;
import ai.levqor.TestPostgres;
import ai.levqor.audit.Audit;
import ai.levqor.bus.Caller;
import ai.levqor.jobs.Jobs;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each alert fires when its cause is made. The node is real and scraped before and after; Prometheus' own engine
 * evaluates the rules over these scrapes, as if what happened between them went on every minute.
 */
@SuppressWarnings("NullAway.Init") // set up before each test
class AlertsIT {
    private static final Path ALERTS = Path.of("conf/alerts.yml");
    /** Figures of the database are kept for a while. */
    private static final Duration SLOW = Duration.ofSeconds(60);

    private static final String LONG = "levqor_database_long_transactions";
    private static final String DEAD = "levqor_database_dead_ratio";
    private static final int MINUTES = 30;
    private static final Set<String> FIRED = new TreeSet<>();

    @TempDir
    Path dir;

    private Promtool promtool;
    private MonitoredNode node;
    private boolean closed;
    private Scrape before;

    @BeforeEach
    void start() throws Exception {
        promtool = Promtool.installed();
        node = new MonitoredNode(
                Files.createDirectory(dir.resolve("data")), Set.of(), "LEVQOR_BUS_MAX_IN_FLIGHT", "50");
        serve("good", Future.succeededFuture(new JsonObject()));
        serve("bad", Future.failedFuture(new PermanentFailure("for good")));
        work("good");
        work("bad");
        before = node.scrape();
    }

    @AfterEach
    void stop() {
        if (node != null && !closed) {
            node.close();
        }
    }

    /** No alert without a test: each rule of the file was made to fire, when all tests of this class ran. */
    @AfterAll
    static void allFired() throws IOException {
        Set<String> rules = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(ALERTS))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        if (FIRED.size() > 2) {
            assertEquals(rules, FIRED);
        }
    }

    @Test
    void noneWhileAllIsWell() throws Exception {
        for (int i = 0; i < 5; i++) {
            work("good");
        }
        promtool.evaluates(
                dir, ALERTS, before.until(node.scrape(), MINUTES), MINUTES, Map.of("count(ALERTS) or vector(0)", 0L));
    }

    @Test
    void aNodeThatDoesNotAnswer() throws Exception {
        node.close();
        assertThrows(IOException.class, node::scrape);
        closed = true;
        fires(Scrape.unanswered(MINUTES), "LevqorDown", "LevqorNodeDown");
    }

    @Test
    void aDatabaseThatIsGone() throws Exception {
        TestKernel.get(node.kernel().database().close());
        Eventually.await("it is noticed", SLOW, () -> scraped("levqor_database_up") == 0);
        before = node.scrape();
        for (int i = 0; i < 5; i++) {
            assertEquals(503, node.post("/api/v1/intake", job("good")).statusCode());
        }
        fires(before.until(node.scrape(), MINUTES), "LevqorDatabaseDown", "LevqorHttpErrors");
    }

    @Test
    void noNodeThatRunsJobs() throws Exception {
        try (var without = new MonitoredNode(
                Files.createDirectory(dir.resolve("other")), Set.of("audit", "keys", "ops", "http"))) {
            Scrape first = without.scrape();
            fires(first.until(without.scrape(), MINUTES), "LevqorNoWorkers");
        }
    }

    @Test
    void aJobThatWaitsTooLong() throws Exception {
        node.submit(job("nobody"));
        TestKernel.get(node.kernel()
                .database()
                .update(Sql.of("update jobs set run_at = run_at - 600000 where workflow = 'nobody'"), Params.NONE));
        scrapedWith("levqor_queue_oldest_due_seconds{workflow=\"nobody\"");
        fires(before.until(node.scrape(), MINUTES), "LevqorQueueLate");
    }

    @Test
    void jobsThatFail() throws Exception {
        for (int i = 0; i < 5; i++) {
            work("bad");
        }
        fires(before.until(node.scrape(), MINUTES), "LevqorJobsFail");
    }

    @Test
    void aJobOfANodeThatDied() throws Exception {
        String orphan = node.submit(job("nobody"));
        TestKernel.get(node.kernel().database().update(Sql.of("""
                                update jobs set state = 'running', attempt = 1, started_at = run_at, node = #{gone}
                                where workflow = 'nobody'
                                """), Params.of("gone", UUID.randomUUID())));
        Eventually.await(
                orphan + " is taken back", () -> node.kernel().metrics().sum("levqor.jobs.rescues") == 1);
        fires(before.until(node.scrape(), MINUTES), "LevqorJobsRescued");
    }

    @Test
    void callbacksThatNobodyTakes() throws Exception {
        node.submit(job("good").put("callback_url", "http://127.0.0.1:" + TestPorts.free() + "/"));
        Eventually.await(
                "it was tried", () -> node.kernel().metrics().sum("levqor.callback.attempts", "outcome", "failed") > 0);
        fires(before.until(node.scrape(), MINUTES), "LevqorCallbacksFail");
    }

    @Test
    void aConnectorWhoseServiceIsGone() throws Exception {
        var call = new JsonObject()
                .put("action", "request")
                .put("credentials", new JsonObject())
                .put("params", new JsonObject().put("url", "http://127.0.0.1:" + TestPorts.free() + "/"));
        for (int i = 0; i < 3; i++) {
            assertTrue(node.post("/api/v1/connect/http", call).statusCode() >= 400);
        }
        fires(before.until(node.scrape(), MINUTES), "LevqorConnectorFails");
    }

    @Test
    void aMailServerThatIsGone() throws Exception {
        try (var mailing = new MonitoredNode(
                Files.createDirectory(dir.resolve("mailing")),
                Set.of(),
                "LEVQOR_MAIL_FROM",
                "no-reply@example.com",
                "LEVQOR_SMTP_URL",
                "smtp://127.0.0.1:" + TestPorts.free())) {
            Scrape first = mailing.scrape();
            var mail = new JsonObject()
                    .put("to", "ann@example.com")
                    .put("subject", "Hello")
                    .put("text", "Dear Ann.");
            assertEquals(202, mailing.post("/api/email", mail).statusCode());
            Eventually.await(
                    "it was tried",
                    () -> mailing.kernel().metrics().sum("levqor.mail.attempts", "outcome", "retry") > 0);
            fires(first.until(mailing.scrape(), MINUTES), "LevqorMailsFail");
        }
    }

    @Test
    void moreCallsThanTheServiceTakes() throws Exception {
        List<Future<JsonObject>> calls = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            calls.add(node.kernel().bus().call(Jobs.LIST, new JsonObject(), Caller.SYSTEM));
        }
        TestKernel.get(Future.join(calls).otherwiseEmpty());
        fires(before.until(node.scrape(), MINUTES), "LevqorOverloaded");
    }

    @Test
    void writesWithoutAnAuditRow() throws Exception {
        Sql hide = Sql.of("alter table audit_segments rename to elsewhere");
        Sql restore = Sql.of("alter table elsewhere rename to audit_segments");
        TestKernel.get(node.kernel().database().update(hide, Params.NONE));
        node.post("/api/v1/intake", job("good"));
        TestKernel.get(node.kernel().database().update(restore, Params.NONE));
        Eventually.await("it is counted", () -> coverage() < 100);
        Eventually.await("it is scraped", SLOW, () -> scraped("levqor_audit_coverage_ratio") < 1);
        fires(before.until(node.scrape(), MINUTES), "LevqorAuditIncomplete");
    }

    @Test
    void aTransactionThatDoesNotEndAndATableOfDeadRows() throws Exception {
        var url = (DatabaseUrl.Postgres) TestPostgres.fresh();
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create schema other; create table other.bloated (n int) with (autovacuum_enabled = false)");
            statement.execute("insert into other.bloated select generate_series(1, 15000)");
            statement.execute("delete from other.bloated");
        } // at its end a session tells its statistics
        try (var other = new MonitoredNode(
                        Files.createDirectory(dir.resolve("postgres")),
                        Set.of(),
                        "LEVQOR_DATABASE_URL",
                        url.text(),
                        "LEVQOR_OPS_UPKEEP_INTERVAL",
                        "1s",
                        "LEVQOR_OPS_LONG_TRANSACTION",
                        "1s");
                Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1");
            Scrape first = other.scrape();
            Eventually.await("both are seen", SLOW, () -> {
                Scrape now = other.scrape();
                return max(now, LONG) > 0 && max(now, DEAD) > 0.5;
            });
            fires(first.until(other.scrape(), MINUTES), "LevqorLongTransaction", "LevqorBloat");
        }
    }

    private double coverage() throws Exception {
        return TestKernel.get(node.kernel().bus().call(Audit.COVERAGE, new JsonObject(), Caller.SYSTEM))
                .getDouble("audit_coverage");
    }

    private double scraped(String name) throws Exception {
        return max(node.scrape(), name);
    }

    private static double max(Scrape scrape, String name) {
        return scrape.series().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .max()
                .orElse(1);
    }

    private void scrapedWith(String series) throws Exception {
        Eventually.await(
                series + " is scraped",
                SLOW,
                () -> node.scrape().series().keySet().stream().anyMatch(key -> key.startsWith(series)));
    }

    private void fires(JsonArray series, String... alerts) throws Exception {
        Map<String, Long> firing = new HashMap<>();
        for (String alert : alerts) {
            firing.put("count(ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"}) > bool 0", 1L);
        }
        promtool.evaluates(dir, ALERTS, series, MINUTES, firing);
        FIRED.addAll(List.of(alerts));
    }

    private void serve(String workflow, Future<JsonObject> answer) throws Exception {
        TestKernel.get(Workers.serve(node.kernel().vertx(), workflow, task -> answer));
    }

    private void work(String workflow) throws Exception {
        String id = node.submit(job(workflow));
        Eventually.await(id + " ended", () -> !Set.of("queued", "running").contains(node.status(id)));
    }

    private static JsonObject job(String workflow) {
        return new JsonObject().put("workflow", workflow).put("payload", new JsonObject());
    }
}
