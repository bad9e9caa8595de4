package ai.levqor.budgets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.costs.Meter;
import ai.levqor.costs.PricesFile;
import ai.levqor.costs.Upkeep;
import ai.levqor.jobs.Jobs;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workflows.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What budgets allow and costs tell, the same on every database. */
abstract class BudgetsContract extends BudgetsCase {
    private static final String TWO_CALLS = """
            - one: {call: paid, with: {}}
            - two: {call: paid, with: {}}
            """;

    private final AtomicInteger calls = new AtomicInteger();

    private void servePaid() throws Exception {
        serve("paid", task -> {
            calls.incrementAndGet();
            return Future.succeededFuture(new JsonObject());
        });
    }

    @Test
    void aJobTellsWhatItsStepsCost() throws Exception {
        servePaid();
        define("two", "- zero: {set: {a: 1}}\n" + TWO_CALLS);
        String id = submit(job("two"));
        assertEquals(2 * CENT, await(id, "succeeded").getLong("cost"));
        assertEquals(
                2 * CENT, call(Jobs.STATUS, new JsonObject().put("job_id", id)).getLong("cost"));
        JsonObject costs = costs(id);
        assertEquals(2 * CENT, costs.getLong("cost"));
        assertEquals(0, costs.getLong("reserved"));
        JsonObject first = costs.getJsonArray("calls").getJsonObject(0);
        assertEquals("/one", first.getString("step"));
        assertEquals("worker.paid", first.getString("function"));
        assertEquals("settled", first.getString("state"));
        JsonArray steps =
                call(Workflows.STEPS, new JsonObject().put("job_id", id)).getJsonArray("steps");
        assertEquals(
                CENT,
                steps.stream()
                        .map(JsonObject.class::cast)
                        .filter(step -> step.getString("name").equals("two"))
                        .findFirst()
                        .orElseThrow()
                        .getLong("cost"));
        JsonObject page = call(Budgets.JOB, new JsonObject().put("job_id", id).put("limit", 1));
        assertTrue(page.getBoolean("has_more"));
        JsonObject next = call(
                Budgets.JOB,
                new JsonObject().put("job_id", id).put("limit", 1).put("cursor", page.getString("next_cursor")));
        assertEquals("/two", next.getJsonArray("calls").getJsonObject(0).getString("step"));
        assertEquals(
                Code.NOT_FOUND,
                failure(Budgets.JOB, new JsonObject().put("job_id", "none")).code());
    }

    @Test
    void aWorkflowWithoutPricesCostsNothingAndNoQuery() throws Exception {
        define("free", "- a: {set: {x: 1}}\n- b: {switch: [{all: {then: end}}]}\n");
        String id = submit(job("free").put("max_cost", 0));
        JsonObject job = await(id, "succeeded");
        assertEquals(0, job.getLong("cost"));
        assertFalse(call(Jobs.STATUS, new JsonObject().put("job_id", id)).containsKey("cost"));
        assertEquals(0, costs(id).getLong("max_cost"));
    }

    @Test
    void theStepThatWouldBreakTheJobsOwnBudgetDoesNotStart() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        String id = submit(job("two").put("max_cost", 2 * CENT - 1));
        JsonObject error = await(id, "failed").getJsonObject("error");
        assertEquals("budget_exceeded", error.getString("code"));
        assertEquals(
                new JsonObject()
                        .put("budget", "max_cost")
                        .put("scope", "job")
                        .put("subject", id)
                        .put("limit", 2 * CENT - 1)
                        .put("spent", CENT)
                        .put("reserved", 0)
                        .put("estimate", CENT)
                        .put("function", "worker.paid")
                        .put("step", "/two"),
                error.getJsonObject("details"));
        assertEquals(1, calls.get());
        assertEquals(1, get(id).getInteger("attempt"));
        assertEquals(CENT, get(id).getLong("cost"));
    }

    @Test
    void noTryCatchesABudget() throws Exception {
        servePaid();
        define("sly", """
                - attempt:
                    try: [{ask: {call: paid, with: {}}}]
                    catch: {do: [{again: {call: paid, with: {}}}]}
                """);
        String id = submit(job("sly").put("max_cost", 1));
        assertEquals(
                "budget_exceeded", await(id, "failed").getJsonObject("error").getString("code"));
        assertEquals(0, calls.get());
    }

    @Test
    void theKeysBudgetStopsStepsAndThenTheIntake() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        put("shop", "key", KEY, "day", 3 * CENT, "fail");
        await(submit(job("two")), "succeeded");
        JsonObject error = await(submit(job("two")), "failed").getJsonObject("error");
        assertEquals("shop", error.getJsonObject("details").getString("budget"));
        assertEquals("key", error.getJsonObject("details").getString("scope"));
        assertEquals(3 * CENT, error.getJsonObject("details").getLong("spent"));
        assertEquals(List.of(3 * CENT, 0L), state("shop"));
        assertEquals(3, calls.get());
        Eventually.await("the intake hears", () -> {
            try {
                submit(job("anything"));
                return false;
            } catch (Failure refused) {
                assertEquals(Code.BUDGET_EXCEEDED, refused.code());
                assertEquals("shop", refused.details().getString("budget"));
                return true;
            }
        });
        var batch = new JsonObject().put("jobs", new JsonArray().add(job("anything")));
        assertEquals(Code.BUDGET_EXCEEDED, failure(Jobs.SUBMIT_MANY, batch).code());
        put("shop", "key", KEY, "day", 10 * CENT, "fail");
        Eventually.await("it may again", () -> submitted("two"));
        call(Budgets.DELETE, new JsonObject().put("name", "shop"));
        assertEquals(
                Code.NOT_FOUND,
                failure(Budgets.GET, new JsonObject().put("name", "shop")).code());
    }

    private boolean submitted(String workflow) throws Exception {
        try {
            submit(job(workflow));
            return true;
        } catch (Failure refused) {
            return false;
        }
    }

    @Test
    void aBudgetThatSaysSoLetsJobsWaitForTheNextDay() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        put("daily", "workflow", "two", "day", 3 * CENT, "wait");
        await(submit(job("two")), "succeeded");
        String id = submit(job("two"));
        awaitWaiting(id, "daily");
        assertEquals(3, calls.get());
        assertEquals(0, get(id).getInteger("attempt"));
        clock.advance(Duration.ofHours(13)); // 23:00
        assertEquals("queued", get(id).getString("status"));
        clock.advance(Duration.ofHours(1).plusSeconds(1));
        await(id, "succeeded");
        assertEquals(List.of(CENT, 0L), state("daily"));
        assertEquals(2 * CENT, get(id).getLong("cost"));
    }

    @Test
    void whoWaitsGoesOnWhenTheBudgetIsRaised() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        put("monthly", "workflow", "two", "month", CENT, "wait");
        String id = submit(job("two"));
        awaitWaiting(id, "monthly");
        put("monthly", "workflow", "two", "month", 2 * CENT, "wait");
        await(id, "succeeded");
    }

    @Test
    void aBranchThatWaitsGoesOnWhenTheBudgetIsRaisedThoughAnotherIsDueBefore() throws Exception {
        servePaid();
        define("forked", """
                - both:
                    fork:
                      branches:
                        - pause: {wait: PT1H}
                        - pay: {do: [{one: {call: paid, with: {}}}, {two: {call: paid, with: {}}}]}
                """);
        put("monthly", "workflow", "forked", "month", CENT, "wait");
        String id = submit(job("forked"));
        Eventually.await(
                "it waits",
                () -> calls.get() == 1
                        && call(Jobs.STATUS, new JsonObject().put("job_id", id)).getValue("waiting") != null);
        put("monthly", "workflow", "forked", "month", 2 * CENT, "wait");
        Eventually.await("the second call", () -> calls.get() == 2);
    }

    @Test
    void whatNeverFitsFailsInsteadOfWaiting() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        put("tiny", "workflow", "two", "day", CENT - 1, "wait");
        assertEquals(
                "budget_exceeded",
                await(submit(job("two")), "failed").getJsonObject("error").getString("code"));
    }

    @Test
    void monthsAndDaysTurn() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        put("day", "key", KEY, "day", 100 * CENT, "fail");
        put("month", "key", KEY, "month", 100 * CENT, "fail");
        await(submit(job("two")), "succeeded");
        clock.advance(Duration.ofDays(1)); // 30 November
        await(submit(job("two")), "succeeded");
        assertEquals(List.of(2 * CENT, 0L), state("day"));
        assertEquals(List.of(4 * CENT, 0L), state("month"));
        clock.advance(Duration.ofDays(1)); // 1 December
        assertEquals(List.of(0L, 0L), state("day"));
        assertEquals(List.of(0L, 0L), state("month"));
        await(submit(job("two")), "succeeded");
        assertEquals(List.of(2 * CENT, 0L), state("month"));
    }

    @Test
    void whatBeganBeforeMidnightCountsInItsDay() throws Exception {
        Promise<JsonObject> gate = Promise.promise();
        var began = new AtomicInteger();
        serve("paid", task -> {
            began.incrementAndGet();
            return gate.future();
        });
        define("late", "- one: {call: paid, with: {}}\n");
        put("day", "workflow", "late", "day", 5 * CENT, "fail");
        clock.advance(Duration.ofHours(13).plusMinutes(59));
        String id = submit(job("late"));
        Eventually.await("it began", () -> began.get() == 1);
        assertEquals(List.of(0L, CENT), state("day"));
        clock.advance(Duration.ofMinutes(2));
        gate.complete(new JsonObject());
        await(id, "succeeded");
        assertEquals(List.of(0L, 0L), state("day"));
        JsonObject report = call(Budgets.COSTS, new JsonObject().put("group_by", "day"));
        assertEquals("2026-11-29", report.getJsonArray("costs").getJsonObject(0).getString("day"));
        assertEquals(1, report.getJsonArray("costs").size());
    }

    @Test
    void aBudgetCountsWhatWasSpentBeforeItWasMade() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        await(submit(job("two")), "succeeded");
        assertEquals(
                2 * CENT, put("late", "key", KEY, "month", 5 * CENT, "fail").getLong("spent"));
    }

    @Test
    void warnsOnceAPeriodAtFourFifths() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        Queue<JsonObject> warnings = new ConcurrentLinkedQueue<>();
        nodes.getFirst()
                .vertx()
                .eventBus()
                .<JsonObject>consumer("budget.warning", message -> warnings.add(message.body()));
        put("near", "key", KEY, "day", 5 * CENT, "fail");
        await(submit(job("two")), "succeeded");
        assertFalse(budget("near").getBoolean("warned"));
        String second = submit(job("two"));
        await(second, "succeeded");
        assertTrue(budget("near").getBoolean("warned"));
        await(submit(job("two")), "failed");
        Eventually.await("it is told", () -> !warnings.isEmpty());
        assertEquals(1, warnings.size());
        assertEquals(4 * CENT, warnings.element().getLong("spent"));
        List<String> events = call(Jobs.EVENTS, new JsonObject().put("job_id", second)).getJsonArray("events").stream()
                .map(event -> ((JsonObject) event).getString("type"))
                .toList();
        assertTrue(events.contains("budget.warning"), events.toString());
        clock.advance(Duration.ofDays(1));
        assertNull(budget("near").getValue("warned_at"));
    }

    @Test
    void theRealCostReplacesTheEstimate() throws Exception {
        serve(
                "model",
                task -> Future.succeededFuture(new JsonObject()
                        .put("usage", new JsonObject().put("input_tokens", 1000).put("output_tokens", 300))));
        define("ask", "- ask: {call: model, with: {}}\n");
        put("ai", "workflow", "ask", "day", 100_000, "fail");
        String id = submit(job("ask"));
        await(id, "succeeded");
        JsonObject made = costs(id).getJsonArray("calls").getJsonObject(0);
        assertEquals(20_001, made.getLong("estimate")); // one token in, ten thousand out
        assertEquals(1_600, made.getLong("cost"));
        assertEquals(300, made.getLong("output_tokens"));
        assertEquals(List.of(1_600L, 0L), state("ai"));
    }

    @Test
    void aWorkersJobIsPricedWhole() throws Exception {
        serve("direct", task -> Future.succeededFuture(new JsonObject().put("did", true)));
        String id = submit(job("direct"));
        assertEquals(2 * CENT, await(id, "succeeded").getLong("cost"));
        assertNull(costs(id).getJsonArray("calls").getJsonObject(0).getString("step"));
        String refused = submit(job("direct").put("max_cost", CENT));
        assertEquals(
                "budget_exceeded",
                await(refused, "failed").getJsonObject("error").getString("code"));
        put("w", "workflow", "direct", "day", 3 * CENT, "wait");
        String waits = submit(job("direct"));
        awaitWaiting(waits, "w");
        call(Budgets.DELETE, new JsonObject().put("name", "w"));
        await(waits, "succeeded");
    }

    @Test
    void aFailedCallCountsAndOneThatWasNotMadeDoesNot() throws Exception {
        serve("paid", task -> Future.failedFuture(new PermanentFailure("no")));
        define("fails", "- one: {call: paid, with: {}}\n");
        String failed = submit(job("fails"));
        assertEquals(CENT, await(failed, "failed").getLong("cost"));
        define("nobody", "- one: {call: slow, with: {}}\n");
        String unserved = submit(job("nobody").put("max_attempts", 1));
        assertEquals(0, await(unserved, "failed").getLong("cost"));
        assertEquals(0, costs(unserved).getLong("reserved"));
    }

    @Test
    void parallelStepsNeverExceedABudget() throws Exception {
        servePaid();
        var branches = new StringBuilder("- all:\n    fork:\n      branches:\n");
        for (int i = 0; i < 40; i++) {
            branches.append("        - b").append(i).append(": {call: paid, with: {}}\n");
        }
        define("wide", branches.toString());
        put("wide", "workflow", "wide", "day", 25 * CENT, "fail");
        List<String> ids = new ArrayList<>();
        ids.add(submit(job("wide")));
        await(ids.getFirst(), "failed");
        Eventually.await("all settled", () -> state("wide").equals(List.of(25 * CENT, 0L)));
        assertEquals(25, calls.get());
    }

    @Test
    void whatNobodySettlesIsPresumedUntilSomebodyKnowsBetter() throws Exception {
        Promise<JsonObject> gate = Promise.promise();
        var began = new AtomicInteger();
        serve("model", task -> {
            began.incrementAndGet();
            return gate.future();
        });
        define("ask", "- ask: {call: model, with: {}}\n");
        put("ai", "workflow", "ask", "day", 100_000, "fail");
        String id = submit(job("ask"));
        Eventually.await("it calls", () -> began.get() == 1);
        call(Jobs.CANCEL, new JsonObject().put("job_id", id));
        assertEquals(List.of(0L, 20_001L), state("ai"));
        var kernel = nodes.getFirst().kernel();
        var meter = new Meter(kernel.vertx(), kernel.database(), PricesFile.load(""), clock, kernel.audit(), 80);
        var upkeep = new Upkeep(kernel.database(), meter, clock, Duration.ofDays(400));
        assertEquals(0, TestKernel.get(upkeep.run()), "the call may still end");
        clock.advance(Duration.ofSeconds(31));
        assertEquals(1, TestKernel.get(upkeep.run()));
        assertEquals(List.of(20_001L, 0L), state("ai"));
        assertEquals(
                "presumed", costs(id).getJsonArray("calls").getJsonObject(0).getString("state"));
        assertEquals(0, TestKernel.get(upkeep.run()));
        gate.complete(new JsonObject()
                .put("usage", new JsonObject().put("input_tokens", 1000).put("output_tokens", 300)));
        Eventually.await("it is corrected", () -> state("ai").equals(List.of(1_600L, 0L)));
        assertEquals(1_600, costs(id).getLong("cost"));
        JsonObject total = call(Budgets.COSTS, new JsonObject()).getJsonObject("total");
        assertEquals(1_600, total.getLong("cost"));
        assertEquals(1, total.getLong("calls"));
    }

    @Test
    void reportsByDayWorkflowKeyAndFunction() throws Exception {
        servePaid();
        define("two", TWO_CALLS);
        define("one", "- one: {call: paid, with: {}}\n");
        await(submit(job("two")), "succeeded");
        clock.advance(Duration.ofDays(1));
        await(submit(job("one")), "succeeded");
        await(submit(job("two")), "succeeded");
        assertEquals(List.of("2026-11-29=20000", "2026-11-30=30000"), lines("day"));
        assertEquals(List.of("one=10000", "two=40000"), lines("workflow"));
        assertEquals(List.of(KEY + "=50000"), lines("key"));
        assertEquals(List.of("worker.paid=50000"), lines("function"));
        var ann = new Caller("account:1", Set.of("budgets:read"), "r-9", "");
        JsonObject own = TestKernel.get(
                nodes.getFirst().kernel().bus().call(Budgets.COSTS, new JsonObject().put("group_by", "key"), ann));
        assertEquals(0, own.getJsonObject("total").getLong("cost"), "what others spent");
        assertEquals(0, own.getJsonArray("costs").size(), "who else spent");
        JsonObject page =
                call(Budgets.COSTS, new JsonObject().put("group_by", "workflow").put("limit", 1));
        assertEquals(5 * CENT, page.getJsonObject("total").getLong("cost"));
        JsonObject next = call(
                Budgets.COSTS,
                new JsonObject().put("group_by", "workflow").put("cursor", page.getString("next_cursor")));
        assertEquals("two", next.getJsonArray("costs").getJsonObject(0).getString("workflow"));
        JsonObject today =
                call(Budgets.COSTS, new JsonObject().put("from", "2026-11-30").put("workflow", "two"));
        assertEquals(2 * CENT, today.getJsonObject("total").getLong("cost"));
        assertEquals(
                "from",
                failure(Budgets.COSTS, new JsonObject().put("from", "2026-13-01"))
                        .field());
        assertEquals(
                "from",
                failure(Budgets.COSTS, new JsonObject().put("from", "2026-12-01"))
                        .field());
    }

    private List<String> lines(String group) throws Exception {
        return call(Budgets.COSTS, new JsonObject().put("group_by", group)).getJsonArray("costs").stream()
                .map(JsonObject.class::cast)
                .map(line -> line.getString(group) + "=" + line.getLong("cost"))
                .toList();
    }

    @Test
    void refusesWrongBudgets() {
        JsonObject good = new JsonObject()
                .put("name", "b")
                .put("scope", "key")
                .put("subject", KEY)
                .put("period", "day")
                .put("limit", 1);
        for (JsonObject wrong : List.of(
                good.copy().put("scope", "planet"),
                good.copy().put("period", "week"),
                good.copy().put("limit", -1),
                good.copy().put("limit", 1.5),
                good.copy().put("limit", 1e16),
                good.copy().put("on_exceeded", "panic"),
                good.copy().put("limits", 1))) {
            assertEquals(Code.INVALID_REQUEST, failure(Budgets.PUT, wrong).code(), wrong.encode());
        }
        for (Object wrong : List.of(-1, "5", 1.5)) {
            assertEquals(
                    Code.INVALID_REQUEST,
                    failure(Jobs.SUBMIT, job("x").put("max_cost", wrong)).code());
        }
    }
}
