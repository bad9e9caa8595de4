package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.bus.Caller;
import ai.levqor.jobs.Jobs;
import ai.levqor.workers.PermanentFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How data and control flow through a workflow, the same on every database. */
abstract class FlowContract extends WorkflowsCase {
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
    void stepsAreCountedFromTheFirst() throws Exception {
        nodes.getFirst().assertScraped("levqor_workflow_steps_total{kind=\"set\",state=\"done\"} 0.0");
        nodes.getFirst().assertScraped("levqor_workflow_steps_total{kind=\"call\",state=\"failed\"} 0.0");
        define("steps", "- a: {set: {x: 1}}\n- b: {set: {x: 2}, if: '${ .x > 1 }'}\n");
        result(submit("steps", new JsonObject()));
        nodes.getFirst().assertScraped("levqor_workflow_steps_total{kind=\"set\",state=\"done\"} 1.0");
        nodes.getFirst().assertScraped("levqor_workflow_steps_total{kind=\"set\",state=\"skipped\"} 1.0");
    }
}
