package ai.levqor.budgets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What budgets refuse, the same on every database. */
abstract class BoundsContract extends BudgetsCase {
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
