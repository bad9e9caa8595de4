package ai.levqor.activity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.bus.Code;
import ai.levqor.jobs.Jobs;
import ai.levqor.workflows.Workflows;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What running jobs tell, and how much of it is kept, the same on every database. */
abstract class ReportsContract extends ActivityCase {
    @Test
    void reportsCountForTheAttemptThatRunsOnly() throws Exception {
        Promise<JsonObject> answer = Promise.promise();
        serve("slow", task -> answer.future());
        String job = submit("slow", new JsonObject());
        await(job, "running");
        assertNull(call(Jobs.GET, of(job)).getValue("progress"));
        call(Activity.PROGRESS, of(job).put("attempt", 1).put("progress", 0.25).put("message", "3 of 12"));
        JsonObject progress = call(Jobs.GET, of(job)).getJsonObject("progress");
        assertEquals(0.25, progress.getDouble("value"));
        assertEquals("3 of 12", progress.getString("message"));
        assertEquals(
                Code.CONFLICT,
                failure(Activity.PROGRESS, of(job).put("attempt", 2).put("progress", 0.5))
                        .code());
        assertEquals(
                Code.INVALID_REQUEST,
                failure(Activity.PROGRESS, of(job).put("attempt", 1).put("progress", 1.5))
                        .code());
        answer.complete(new JsonObject());
        await(job, "succeeded");
        assertEquals(
                Code.CONFLICT,
                failure(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("late")))
                        .code());
    }

    @Test
    void aLogIsBoundedAndReadByPages() throws Exception {
        Promise<JsonObject> answer = Promise.promise();
        serve("slow", task -> answer.future());
        String job = submit("slow", new JsonObject());
        await(job, "running");
        call(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("x".repeat(200), "two")));
        JsonObject taken = call(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("three", "four", "five")));
        assertEquals(new JsonObject().put("kept", 1).put("dropped", 2), taken);
        call(Activity.LOG, of(job).put("attempt", 1).put("lines", lines("six")));
        JsonObject first = call(Activity.LOGS, of(job).put("limit", 2));
        assertEquals(
                "x".repeat(100) + "…",
                first.getJsonArray("lines").getJsonObject(0).getString("message"));
        JsonObject rest = call(Activity.LOGS, of(job).put("limit", 2).put("cursor", first.getString("next_cursor")));
        assertEquals("three", rest.getJsonArray("lines").getJsonObject(0).getString("message"));
        assertEquals("warn", rest.getJsonArray("lines").getJsonObject(1).getString("level"));
        assertFalse(rest.getBoolean("has_more"));
        answer.complete(new JsonObject());
    }

    @Test
    void stepsComeByPagesAndLongValuesAreCut() throws Exception {
        define("long", """
                - one: {set: {text: '${ [range(2000)] | map(tostring) | add }'}}
                - two: {set: {size: '${ .text | length }'}}
                """);
        String job = submit("long", new JsonObject());
        await(job, "succeeded");
        JsonObject page = call(Workflows.STEPS, of(job).put("limit", 1));
        JsonObject one = page.getJsonArray("steps").getJsonObject(0);
        assertEquals("/one", one.getString("step"));
        assertNull(one.getValue("output"));
        assertTrue(one.containsKey("cost"));
        assertTrue(one.getJsonObject("truncated").getJsonObject("output").getInteger("size") > 4_096);
        JsonObject whole = call(Workflows.STEP, of(job).put("step", "/one"));
        assertTrue(whole.getJsonObject("output").getString("text").endsWith("1999"));
        JsonObject next = call(Workflows.STEPS, of(job).put("limit", 1).put("cursor", page.getString("next_cursor")));
        assertEquals("/two", next.getJsonArray("steps").getJsonObject(0).getString("step"));
        assertFalse(next.getBoolean("has_more"));
        assertEquals(2, call(Jobs.GET, of(job)).getJsonObject("progress").getInteger("steps_done"));
    }

    @Test
    void aJobTakesSoManyEventsAndNoLargeOnes() throws Exception {
        define("listens", "- ask: {listen: {to: {one: {with: {type: approval}}}}}\n");
        String job = submit("listens", new JsonObject());
        Eventually.await("it listens", () -> {
            JsonObject waiting = call(Jobs.STATUS, of(job)).getJsonObject("waiting");
            return waiting != null && waiting.getString("reason").equals("approval");
        });
        assertEquals("/ask", call(Jobs.STATUS, of(job)).getJsonObject("waiting").getString("step"));
        JsonObject event = of(job).put("id", "e1").put("type", "other");
        call(Workflows.SIGNAL, event.copy());
        call(Workflows.SIGNAL, event.copy().put("id", "e2"));
        assertEquals(
                Code.CONFLICT,
                failure(Workflows.SIGNAL, event.copy().put("id", "e3")).code());
        call(Workflows.SIGNAL, event.copy());
        JsonObject large = new JsonObject().put("text", "x".repeat(600));
        assertEquals(
                Code.PAYLOAD_TOO_LARGE,
                failure(Workflows.SIGNAL, event.copy().put("data", large)).code());
        JsonObject page = call(Workflows.RECEIVED, of(job).put("limit", 1));
        assertEquals("e1", page.getJsonArray("events").getJsonObject(0).getString("id"));
        assertTrue(page.getBoolean("has_more"));
    }
}
