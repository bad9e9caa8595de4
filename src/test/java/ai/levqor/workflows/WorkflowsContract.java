package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.jobs.Jobs;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Task;
import ai.levqor.workers.TransientFailure;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How workflows run, the same on every database. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class WorkflowsContract {
    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() throws Exception {
        url = database(dir);
        startNode();
    }

    private TestKernel startNode() throws Exception {
        var node = TestKernel.start(
                url,
                clock,
                new Schemas(),
                Map.of("LEVQOR_JOBS_POLL_INTERVAL", "20ms", "LEVQOR_WORKFLOWS_SAMPLES", "false"));
        nodes.add(node);
        node.deploy(new WorkflowsVerticle(node.kernel()));
        node.deploy(new JobsVerticle(node.kernel()));
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    private JsonObject call(Operation operation, JsonObject input) throws Exception {
        return nodes.getFirst().call(operation, input);
    }

    private Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> call(operation, input));
    }

    private static String source(String name, String version, String tasks) {
        return """
                document: {dsl: '1.0.0', namespace: default, name: %s, version: '%s'}
                do:
                %s""".formatted(name, version, tasks.indent(2));
    }

    private void define(String name, String tasks) throws Exception {
        call(Workflows.CREATE, new JsonObject().put("source", source(name, "1.0.0", tasks)));
    }

    private String submit(String workflow, JsonObject payload) throws Exception {
        return call(Jobs.SUBMIT, new JsonObject().put("workflow", workflow).put("payload", payload))
                .getString("job_id");
    }

    private static JsonObject of(String job) {
        return new JsonObject().put("job_id", job);
    }

    private JsonObject await(String job, String status) throws Exception {
        Eventually.await(
                job + " is " + status,
                () -> call(Jobs.STATUS, of(job)).getString("status").equals(status));
        return call(Jobs.GET, of(job));
    }

    private JsonObject result(String job) throws Exception {
        return await(job, "succeeded").getJsonObject("result");
    }

    private void awaitWaiting(String job, String message) throws Exception {
        Eventually.await(job + " waits", () -> {
            JsonObject waiting = call(Jobs.STATUS, of(job)).getJsonObject("waiting");
            // Behind the engine's words comes which step it is.
            return waiting != null
                    && waiting.getString("message").startsWith(message.substring(0, message.length() - 1));
        });
    }

    private List<String> steps(String job) throws Exception {
        return call(Workflows.STEPS, of(job)).getJsonArray("steps").stream()
                .map(JsonObject.class::cast)
                .map(step -> step.getString("step") + " " + step.getString("state"))
                .sorted()
                .toList();
    }

    private void serve(String worker, Function<Task, Future<JsonObject>> work) throws Exception {
        TestKernel.get(Workers.serve(nodes.getFirst().vertx(), worker, work));
    }

    @Test
    void dataFlowsThroughTheTasks() throws Exception {
        define("flow", """
                - sum: {set: {total: '${ .items | map(.price) | add }'}, export: {as: '${ {sum: .total} }'}}
                - double: {set: {twice: '${ .total * 2 }'}, input: {from: '${ {total: (.total + 1)} }'}}
                - skipped: {set: {never: true}, if: '${ .twice > 1000 }'}
                - last: {set: {a: '${ .twice }', b: '${ $context.sum }', c: '${ $workflow.input.items | length }'}}
                """);
        String job = submit("flow", new JsonObject("{\"items\":[{\"price\":4},{\"price\":6}]}"));
        assertEquals(new JsonObject("{\"a\":22,\"b\":10,\"c\":2}"), result(job));
        assertEquals(List.of("/double done", "/last done", "/skipped skipped", "/sum done"), steps(job));
    }

    @Test
    void choosesLoopsAndGoesBack() throws Exception {
        define("turns", """
                - begin: {set: {n: 0, seen: []}}
                - each:
                    for: {each: x, in: '${ $workflow.input.list }'}
                    do: [{add: {set: {n: '${ .n + $x }', seen: '${ .seen + [$index] }'}}}]
                - again: {set: {n: '${ .n + 10 }', seen: '${ .seen }'}}
                - enough: {switch: [{more: {when: '${ .n < 30 }', then: again}}, {done: {then: end}}]}
                - never: {raise: {error: {type: 'https://example.com/x', status: 500}}}
                """);
        assertEquals(
                new JsonObject("{\"n\":36,\"seen\":[0,1,2]}"),
                result(submit("turns", new JsonObject("{\"list\":[1,2,3]}"))));
    }

    @Test
    void callsWorkersAndRunsBranchesSideBySide() throws Exception {
        Queue<String> keys = new ConcurrentLinkedQueue<>();
        serve("price", task -> {
            keys.add(task.jobId());
            return Future.succeededFuture(
                    new JsonObject().put("price", task.payload().getInteger("of") * 2));
        });
        define("branches", """
                - both:
                    fork:
                      branches:
                        - one: {call: price, with: {of: '${ .a }'}}
                        - two: {call: price, with: {of: '${ .b }'}}
                - first:
                    fork:
                      compete: true
                      branches:
                        - slow: {wait: PT1H}
                        - fast: {set: {sum: '${ map(.price) | add }'}}
                """);
        String job = submit("branches", new JsonObject("{\"a\":1,\"b\":2}"));
        assertEquals(new JsonObject("{\"sum\":6}"), result(job));
        assertEquals(2, keys.stream().distinct().count());
    }

    @Test
    void whoLosesARaceIsCancelledAndHoldsTheRunNoMore() throws Exception {
        serve("fails", task -> Future.failedFuture(new PermanentFailure(422, "no")));
        define("race", """
                - race:
                    fork:
                      compete: true
                      branches:
                        - slow: {do: [{nap: {wait: PT1M}}, {rise: {set: {n: 1}}}]}
                        - slower: {listen: {to: {one: {with: {type: never}}}}}
                        - fast: {set: {n: 2}}
                - all:
                    try:
                      - both:
                          fork:
                            branches:
                              - nap: {wait: PT1M}
                              - fails: {call: fails}
                    catch: {}
                - last: {wait: PT1H}
                """);
        String job = submit("race", new JsonObject());
        Eventually.await("the last step waits", () -> {
            JsonObject waiting = call(Jobs.STATUS, of(job)).getJsonObject("waiting");
            return waiting != null && "/last".equals(waiting.getString("step"));
        });
        List<String> steps = steps(job);
        assertTrue(steps.contains("/race/slow/nap cancelled"), steps.toString());
        // The other may not even have begun when the race was over; what late it does is no waiting.
        assertEquals(
                List.of("/last waiting"),
                steps.stream().filter(step -> step.endsWith(" waiting")).toList());
        assertTrue(steps.contains("/all~1/both/nap cancelled"), steps.toString());
    }

    @Test
    void whatAnEffectBuildsOnIsDurableBeforeItInEachBranch() throws Exception {
        var job = new CompletableFuture<String>();
        var missing = new ConcurrentLinkedQueue<String>();
        serve("effect", task -> {
            String branch = task.payload().getString("branch");
            String before = task.payload().getString("before");
            return nodes.getFirst()
                    .kernel()
                    .bus()
                    .call(Workflows.STEPS, of(job.join()).put("limit", 200), Caller.SYSTEM)
                    .map(answer -> {
                        boolean durable = answer.getJsonArray("steps").stream()
                                .map(JsonObject.class::cast)
                                .anyMatch(step -> step.getString("step").equals("/all/" + branch + "/" + before)
                                        && step.getString("state").equals("done"));
                        if (!durable) {
                            missing.add(branch + "/" + before);
                        }
                        return task.payload();
                    });
        });
        String branches = IntStream.range(0, 20).mapToObj(i -> """
                        - b%1$d:
                            do:
                              - first: {set: {branch: b%1$d, before: first}}
                              - one: {call: effect, with: {branch: '${ .branch }', before: '${ .before }'}}
                              - second: {set: {branch: b%1$d, before: second}}
                              - two: {call: effect, with: {branch: '${ .branch }', before: '${ .before }'}}
                        """.formatted(i)).collect(Collectors.joining());
        define("effects", "- all:\n    fork:\n      branches:\n" + branches.indent(8));
        job.complete(submit("effects", new JsonObject()));
        assertEquals(20, result(job.join()).getJsonArray("value").size());
        assertEquals(List.of(), List.copyOf(missing));
    }

    @Test
    void anErrorIsCaughtRetriedWithBackoffAndDealtWith() throws Exception {
        var calls = new AtomicInteger();
        serve("shaky", task -> {
            calls.incrementAndGet();
            return Future.failedFuture(new TransientFailure(503, "not now"));
        });
        define("careful", """
                - attempt:
                    try: [{ask: {call: shaky, with: {}}}]
                    catch:
                      errors: {with: {status: 503}}
                      retry: {delay: PT10S, backoff: {exponential: {}}, limit: {attempt: {count: 2}}}
                      do: [{note: {set: {gave_up: '${ $error.status }'}}}]
                """);
        String job = submit("careful", new JsonObject());
        awaitWaiting(job, "A step failed and is tried again.");
        assertEquals(1, calls.get());
        clock.advance(Duration.ofSeconds(11));
        Eventually.await("the second call", () -> calls.get() == 2);
        awaitWaiting(job, "A step failed and is tried again.");
        clock.advance(Duration.ofSeconds(11));
        assertEquals(2, calls.get());
        clock.advance(Duration.ofSeconds(10));
        assertEquals(new JsonObject("{\"gave_up\":503}"), result(job));
        assertEquals(3, calls.get());
        assertEquals(1, call(Jobs.GET, of(job)).getInteger("attempt"));
    }

    @Test
    void anUncaughtErrorSaysWhereItHappened() throws Exception {
        define("broken", """
                - stop: {raise: {error: {type: 'https://example.com/no', status: 409, title: Not today, detail: closed}}}
                """);
        String job = submit("broken", new JsonObject());
        JsonObject failed = await(job, "failed");
        assertEquals(
                new JsonObject()
                        .put("code", "workflow_failed")
                        .put("message", "Not today: closed at /do/0/stop")
                        .put(
                                "details",
                                new JsonObject()
                                        .put("type", "https://example.com/no")
                                        .put("status", 409)
                                        .put("title", "Not today")
                                        .put("detail", "closed")
                                        .put("instance", "/do/0/stop")
                                        .put("retryable", false)),
                failed.getJsonObject("error"));
        assertEquals(1, failed.getInteger("attempt"));
        assertEquals(List.of("/stop failed"), steps(job));
    }

    @Test
    void whatMayPassIsTriedAgainFromTheFailedStepOn() throws Exception {
        var first = new AtomicInteger();
        var second = new AtomicInteger();
        serve("first", task -> Future.succeededFuture(new JsonObject().put("n", first.incrementAndGet())));
        serve(
                "second",
                task -> second.incrementAndGet() == 1
                        ? Future.failedFuture(new TransientFailure(503, "gone"))
                        : Future.succeededFuture(task.payload()));
        define("resumes", """
                - one: {call: first, with: {}}
                - two: {call: second, with: {got: '${ .n }'}}
                """);
        String job = submit("resumes", new JsonObject());
        Eventually.await("failed once", () -> second.get() == 1);
        Eventually.await(
                "is queued",
                () -> call(Jobs.STATUS, of(job)).getString("status").equals("queued"));
        JsonObject failure = call(Jobs.EVENTS, of(job)).getJsonArray("events").stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("type").equals("attempt_failed"))
                .findFirst()
                .orElseThrow()
                .getJsonObject("detail")
                .getJsonObject("error");
        assertEquals("workflow_failed", failure.getString("code"), failure.encode());
        assertTrue(failure.getJsonObject("details").getBoolean("retryable"), failure.encode());
        clock.advance(Duration.ofSeconds(10));
        assertEquals(new JsonObject("{\"got\":1}"), result(job));
        assertEquals(1, first.get());
    }

    @Test
    void waitingIsARowAndCostsNoAttempt() throws Exception {
        define("sleeper", """
                - nap: {wait: PT1H}
                - rise: {set: {up: true}}
                """);
        String job = submit("sleeper", new JsonObject());
        awaitWaiting(job, "It waits, as its workflow says.");
        assertEquals(0, call(Jobs.GET, of(job)).getInteger("attempt"));
        clock.advance(Duration.ofMinutes(59));
        assertEquals("queued", call(Jobs.STATUS, of(job)).getString("status"));
        clock.advance(Duration.ofMinutes(2));
        assertEquals(new JsonObject("{\"up\":true}"), result(job));
        assertEquals(1, call(Jobs.GET, of(job)).getInteger("attempt"));
    }

    @Test
    void aPersonApprovesOrRejects() throws Exception {
        define("approval", """
                - ask: {listen: {to: {one: {with: {type: approval}}}}}
                - decide: {switch: [{yes: {when: '${ .[0].approved }', then: go}}, {no: {then: stop}}]}
                - go: {set: {went: true}, then: end}
                - stop: {set: {went: false}}
                """);
        String yes = submit("approval", new JsonObject());
        String no = submit("approval", new JsonObject());
        awaitWaiting(yes, "It waits for an event.");
        call(Workflows.APPROVE, of(yes).put("comment", "fine"));
        call(Workflows.REJECT, of(no)); // also before it listens
        assertEquals(new JsonObject("{\"went\":true}"), result(yes));
        assertEquals(new JsonObject("{\"went\":false}"), result(no));
        assertEquals(Code.NOT_FOUND, failure(Workflows.APPROVE, of(yes)).code());
    }

    @Test
    void listensToAllAndGetsEachEventOnce() throws Exception {
        define("gather", """
                - both: {listen: {to: {all: [{with: {type: a}}, {with: {type: b}}]}}}
                - more: {set: {got: '${ map(.n) }'}}
                """);
        String job = submit("gather", new JsonObject());
        awaitWaiting(job, "It waits for an event.");
        JsonObject event = of(job).put("id", "e1").put("type", "b").put("data", new JsonObject().put("n", 2));
        call(Workflows.SIGNAL, event.copy());
        call(Workflows.SIGNAL, event.copy());
        call(Workflows.SIGNAL, of(job).put("type", "other"));
        call(Workflows.SIGNAL, of(job).put("type", "a").put("data", new JsonObject().put("n", 1)));
        assertEquals(new JsonObject("{\"got\":[1,2]}"), result(job));
    }

    @Test
    void aTimeoutEndsAWaitAndCanBeCaught() throws Exception {
        define("late", """
                - patient:
                    try: [{hear: {listen: {to: {one: {with: {type: never}}}}, timeout: {after: PT1M}}}]
                    catch: {errors: {with: {status: 408}}, do: [{gone: {set: {late: true}}}]}
                """);
        String job = submit("late", new JsonObject());
        awaitWaiting(job, "It waits for an event.");
        clock.advance(Duration.ofSeconds(61));
        assertEquals(new JsonObject("{\"late\":true}"), result(job));
    }

    @Test
    void aJobKeepsTheVersionThatItBeganWith() throws Exception {
        Promise<JsonObject> gate = Promise.promise();
        serve("gate", task -> gate.future());
        define("versions", """
                - hold: {call: gate, with: {}}
                - say: {set: {version: 1}}
                """);
        String old = submit("versions", new JsonObject());
        Eventually.await(
                "it began", () -> call(Jobs.STATUS, of(old)).getString("status").equals("running"));
        call(
                Workflows.CREATE,
                new JsonObject().put("source", source("versions", "2.0.0", "- say: {set: {version: 2}}\n")));
        assertEquals(new JsonObject("{\"version\":2}"), result(submit("versions", new JsonObject())));
        gate.complete(new JsonObject());
        assertEquals(new JsonObject("{\"version\":1}"), result(old));
        assertEquals(
                Code.CONFLICT,
                failure(
                                Workflows.DELETE,
                                new JsonObject().put("name", "versions").put("version", "1.0.0"))
                        .code());
    }

    @Test
    void aVersionNeverChanges() throws Exception {
        define("fixed", "- a: {set: {x: 1}}\n");
        define("fixed", "- a: {set: {x: 1}}\n"); // the same once more
        assertEquals(
                Code.CONFLICT,
                failure(
                                Workflows.CREATE,
                                new JsonObject().put("source", source("fixed", "1.0.0", "- a: {set: {x: 2}}\n")))
                        .code());
        Failure wrong = failure(Workflows.CREATE, new JsonObject().put("source", "do: nothing"));
        assertEquals("source", wrong.field());
        JsonArray listed = call(Workflows.LIST, new JsonObject()).getJsonArray("workflows");
        assertEquals(1, listed.size());
        call(Workflows.DELETE, new JsonObject().put("name", "fixed").put("version", "1.0.0"));
        assertEquals(
                Code.NOT_FOUND,
                failure(Workflows.GET, new JsonObject().put("name", "fixed")).code());
    }

    @Test
    void anotherWorkflowRunsAsAPart() throws Exception {
        define("part", "- twice: {set: {n: '${ .n * 2 }'}}\n");
        define("whole", """
                - one: {run: {workflow: {namespace: default, name: part, version: '1.0.0', input: {n: '${ .n }'}}}}
                - two: {set: {n: '${ .n + 1 }'}}
                """);
        String job = submit("whole", new JsonObject().put("n", 5));
        assertEquals(new JsonObject("{\"n\":11}"), result(job));
        assertEquals(List.of("/one done", "/one/twice done", "/two done"), steps(job));
    }

    @Test
    void anotherNodeGoesOnWhereTheFirstStopped() throws Exception {
        var calls = new AtomicInteger();
        define("moves", """
                - count: {call: counter, with: {}}
                - nap: {wait: PT1H}
                - end: {set: {done: true}}
                """);
        serve("counter", task -> {
            calls.incrementAndGet();
            return Future.succeededFuture(new JsonObject());
        });
        String job = submit("moves", new JsonObject());
        awaitWaiting(job, "It waits, as its workflow says.");
        nodes.removeFirst().close();
        startNode();
        clock.advance(Duration.ofMinutes(61));
        assertEquals(new JsonObject("{\"done\":true}"), result(job));
        assertEquals(1, calls.get());
    }
}
