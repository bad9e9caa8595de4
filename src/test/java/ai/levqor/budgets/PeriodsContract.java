package ai.levqor.budgets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import ai.levqor.jobs.Jobs;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the money of a period is spent: jobs that wait, days and months; the same on every database. */
abstract class PeriodsContract extends BudgetsCase {
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
}
