package ai.levqor.budgets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
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
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What calls cost and where that is told, the same on every database. */
abstract class CostsContract extends BudgetsCase {
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
        var meter = new Meter(
                kernel.vertx(), kernel.database(), PricesFile.load(""), clock, kernel.audit(), kernel.metrics(), 80);
        var upkeep = new Upkeep(kernel.database(), meter, clock, Duration.ofDays(400));
        assertEquals(0, TestKernel.get(upkeep.run()), "the call may still end");
        clock.advance(Duration.ofSeconds(31));
        assertEquals(1, TestKernel.get(upkeep.run()));
        assertEquals(List.of(20_001L, 0L), state("ai"));
        assertEquals(
                "presumed", costs(id).getJsonArray("calls").getJsonObject(0).getString("state"));
        assertScrapedOfWorkers("presumed", "0.020001");
        assertEquals(0, TestKernel.get(upkeep.run()));
        gate.complete(new JsonObject()
                .put("usage", new JsonObject().put("input_tokens", 1000).put("output_tokens", 300)));
        Eventually.await("it is corrected", () -> state("ai").equals(List.of(1_600L, 0L)));
        assertEquals(1_600, costs(id).getLong("cost"));
        Eventually.await("it is counted behind the commit", () -> scraped("settled", "0.0016"));
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
    void costsAreCountedOnceByKindAndState() throws Exception {
        nodes.getFirst().assertScraped("levqor_cost_dollars_total{kind=\"connector\",state=\"settled\"} 0.0");
        servePaid();
        define("one", "- one: {call: paid, with: {}}\n");
        String id = submit(job("one"));
        await(id, "succeeded");
        assertScrapedOfWorkers("settled", "0.01");
        var kernel = nodes.getFirst().kernel();
        var meter = new Meter(
                kernel.vertx(), kernel.database(), PricesFile.load(""), clock, kernel.audit(), kernel.metrics(), 80);
        TestKernel.get(meter.presume(UUID.fromString(id), "/one", 1));
        assertScrapedOfWorkers("settled", "0.01");
        assertScrapedOfWorkers("presumed", "0.0");
    }

    private void assertScrapedOfWorkers(String state, String dollars) throws Exception {
        nodes.getFirst().assertScraped(ofWorkers(state, dollars));
    }

    private boolean scraped(String state, String dollars) throws Exception {
        TestKernel node = nodes.getFirst();
        return TestKernel.get(node.kernel().metrics().scrape(node.vertx()))
                .contains("\n" + ofWorkers(state, dollars) + "\n");
    }

    private static String ofWorkers(String state, String dollars) {
        return "levqor_cost_dollars_total{kind=\"worker\",state=\"" + state + "\"} " + dollars;
    }
}
