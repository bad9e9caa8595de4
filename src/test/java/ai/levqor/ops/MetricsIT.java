package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.TestPorts;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a node that did a bit of everything: their form, and that rules and dashboard know them. */
class MetricsIT {
    private static final Path ALERTS = Path.of("conf/alerts.yml");
    private static final Path DASHBOARD = Path.of("conf/grafana/dashboards/levqor.json");
    private static final Pattern NAME = Pattern.compile("\\b(?:up|levqor_|jvm_|process_|vertx_)[a-z0-9_]*");
    private static final int MINUTES = 30;

    @TempDir
    static Path dir;

    private static MonitoredNode node;
    private static Scrape before;
    private static Scrape after;

    @BeforeAll
    static void doABitOfEverything() throws Exception {
        node = new MonitoredNode(dir, Set.of());
        TestKernel.get(Workers.serve(
                node.kernel().vertx(),
                "flaky",
                task -> task.attempt() == 1
                        ? Future.failedFuture("once")
                        : Future.failedFuture(new PermanentFailure("for good"))));
        assertEquals(
                201,
                node.post("/api/v1/workflows", new JsonObject().put("source", """
                                {"document": {"dsl": "1.0.0", "namespace": "n", "name": "greet", "version": "1.0.0"},
                                 "do": [{"greet": {"set": {"greeting": "hello"}}}]}"""))
                        .statusCode());
        work();
        before = node.scrape();
        work();
        after = node.scrape();
    }

    @Test
    void aWorkflowNamedLikeALabelOfOursIsOneOfTheOthers() throws Exception {
        TestKernel.get(Workers.serve(node.kernel().vertx(), "_all", task -> Future.succeededFuture(new JsonObject())));
        String done = node.submit(job("_all"));
        node.submit(
                job("_all").put("run_at", Instant.now().plus(Duration.ofDays(1)).getEpochSecond()));
        Eventually.await("it ended", () -> node.status(done).equals("succeeded"));
        Eventually.await("it is counted", () -> {
            Map<String, Double> series = node.scrape().series();
            return value(series, "levqor_queue_jobs{", "workflow=\"_other\"", "state=\"scheduled\"") == 1
                    && value(series, "levqor_jobs_finished_total{", "workflow=\"_other\"", "state=\"succeeded\"") == 1;
        });
        List<String> totals = node.scrape().series().keySet().stream()
                .filter(series -> series.contains("\"_all\""))
                .toList();
        assertEquals(1, totals.size(), totals::toString);
        assertTrue(totals.getFirst().startsWith("levqor_queue_oldest_due_seconds{"), totals::toString);
    }

    private static double value(Map<String, Double> all, String name, String... labels) {
        return all.entrySet().stream()
                .filter(one ->
                        one.getKey().startsWith(name) && Stream.of(labels).allMatch(one.getKey()::contains))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static void work() throws Exception {
        String closed = "http://127.0.0.1:" + TestPorts.free() + "/";
        String greet = node.submit(job("greet").put("callback_url", closed));
        String flaky = node.submit(job("flaky").put("callback_url", closed));
        node.get("/no/such/page");
        node.post("/api/v1/intake", new JsonObject());
        Eventually.await(
                "both jobs ended",
                () -> node.status(greet).equals("succeeded")
                        && node.status(flaky).equals("failed"));
        Eventually.await(
                "callbacks were tried",
                () -> node.kernel().metrics().sum("levqor.callback.attempts", "outcome", "failed") > 0);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static JsonObject job(String workflow) {
        return new JsonObject().put("workflow", workflow).put("payload", new JsonObject());
    }

    @Test
    void namesUnitsAndHelpsAreThoseOfPrometheus() {
        assertTrue(after.types().size() > 40, after.types().keySet().toString());
        after.types().forEach((name, type) -> {
            assertTrue(name.matches("[a-z][a-z0-9_]*"), name);
            assertFalse(after.helps().getOrDefault(name, "").isBlank(), name + " has no help");
            assertEquals(type.equals("counter"), name.endsWith("_total"), name + " is a " + type);
            assertFalse(name.matches(".*_(ms|millis|milliseconds|minutes|kb|percent)(_.*)?"), name);
        });
    }

    @Test
    void promtoolHasNoComplaint() throws Exception {
        Promtool promtool = Promtool.installed();
        String text = node.get("/metrics").body();
        assertEquals(
                text.lines()
                        .filter(line -> line.startsWith("# TYPE levqor_http"))
                        .toList(),
                node.get("/api/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("# TYPE levqor_http"))
                        .toList());
        promtool.passes(dir, text, "check", "metrics");
        promtool.passes(dir, "", "check", "config", "conf/prometheus.yml");
    }

    @Test
    void rulesAndPanelsNameMetricsThatThereAre() throws Exception {
        Set<String> names = after.names();
        List<String> expressions = new ArrayList<>(expressions());
        // What follows a rule's "expr:" up to its next key.
        Matcher rule = Pattern.compile("expr: ([\\s\\S]*?)\\n +(?:for|labels):").matcher(Files.readString(ALERTS));
        while (rule.find()) {
            expressions.add(rule.group(1));
        }
        assertTrue(expressions.size() > 40, expressions.size() + " expressions");
        for (String expression : expressions) {
            Matcher name = NAME.matcher(expression);
            assertTrue(name.find(), expression);
            do {
                assertTrue(names.contains(name.group()), name.group() + " of " + expression + " is not scraped");
            } while (name.find());
        }
    }

    @Test
    void noPanelIsEmpty() throws Exception {
        Promtool promtool = Promtool.installed();
        Map<String, Long> panels = new LinkedHashMap<>();
        for (String expression : expressions()) {
            panels.put("count(" + expression.replace("$__rate_interval", "5m") + ") > bool 0", 1L);
        }
        promtool.evaluates(dir, ALERTS, before.until(after, MINUTES), MINUTES, panels);
    }

    private static List<String> expressions() throws Exception {
        List<String> expressions = new ArrayList<>();
        JsonArray panels = new JsonObject(Files.readString(DASHBOARD)).getJsonArray("panels");
        for (Object panel : panels) {
            JsonArray targets = ((JsonObject) panel).getJsonArray("targets", new JsonArray());
            targets.forEach(target -> expressions.add(((JsonObject) target).getString("expr")));
        }
        return expressions;
    }

    @Test
    void anUnknownPathOrMethodMakesNoLabel() throws Exception {
        node.get("/made/up/" + System.nanoTime());
        Scrape scrape = node.scrape();
        assertTrue(
                scrape.series().keySet().stream().noneMatch(series -> series.contains("made/up")),
                "paths of clients are no labels");
        assertTrue(
                scrape.series().keySet().stream()
                        .anyMatch(series ->
                                series.startsWith("levqor_http_requests_total{method=\"GET\",route=\"none\"")),
                scrape.series().keySet().toString());
    }

    @Test
    void productionNeedsAKeyWithTheScope(@TempDir Path folder) throws Exception {
        String key = "k9ZxQw7LmN3rT5vB8cD2fG6h";
        try (var production = new MonitoredNode(
                folder,
                Set.of("audit", "keys", "ops", "http"),
                "LEVQOR_PROFILE",
                "production",
                "LEVQOR_HTTP_HOST",
                "127.0.0.1",
                "LEVQOR_SECRET",
                "Zk3vQ9xT7mW2rY8uB5nL1pD6sG4hJ0cF",
                "LEVQOR_API_KEYS",
                key)) {
            assertEquals(403, production.get("/metrics").statusCode());
            assertEquals(403, production.get("/api/metrics").statusCode());
            assertEquals(403, production.get("/metrics", "X-Api-Key", "wrong").statusCode());
            assertEquals(200, production.get("/metrics", "X-Api-Key", key).statusCode());
            assertEquals(
                    200,
                    production.get("/metrics", "Authorization", "Bearer " + key).statusCode());
            assertEquals(200, production.get("/readyz").statusCode());
            assertEquals(503, production.get("/public/metrics").statusCode(), "no node has jobs");
        }
    }
}
