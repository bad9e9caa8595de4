package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.bus.Failure;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What starts workflows by itself, samples and secrets; the same on every database. */
abstract class StartsContract extends WorkflowsCase {
    @Override
    Map<String, String> settings() {
        return Map.of("LEVQOR_WORKFLOWS_SECRETS", "token=abc");
    }

    /** Time passes; a schedule that is stored makes the queue look at all of them. */
    private void pass(Duration time) throws Exception {
        clock.advance(time);
        call(
                Jobs.SCHEDULE,
                new JsonObject()
                        .put("name", "look")
                        .put("cron", "0 0 1 1 *")
                        .put("workflow", "noop")
                        .put("payload", new JsonObject()));
    }

    private JsonObject schedule(String name) throws Exception {
        return found(name).orElseThrow();
    }

    private Optional<JsonObject> found(String name) throws Exception {
        return call(Jobs.SCHEDULES, new JsonObject()).getJsonArray("schedules").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("name").equals("workflow:" + name))
                .findFirst();
    }

    @Test
    void theNewestVersionSaysWhenAWorkflowStarts() throws Exception {
        define("clocked", "1.0.0", "schedule: {cron: '0 7 * * *'}\ndo: [{x: {set: {v: 1}}}]\n");
        assertEquals("0 7 * * *", schedule("clocked").getString("cron"));
        define("clocked", "2.0.0", "schedule: {every: PT10M}\ndo: [{x: {set: {v: 2}}}]\n");
        assertNull(schedule("clocked").getString("cron"));
        assertEquals(600_000, schedule("clocked").getInteger("every_ms"));
        pass(Duration.ofMinutes(10));
        Eventually.await("the first job", () -> jobs("clocked").size() == 1);
        assertEquals(
                new JsonObject().put("v", 2), result(jobs("clocked").getFirst().getString("job_id")));
        pass(Duration.ofMinutes(10));
        Eventually.await("the second job", () -> jobs("clocked").size() == 2);
        define("clocked", "3.0.0", "do: [{x: {set: {v: 3}}}]\n");
        assertEquals(Optional.empty(), found("clocked"));
        call(Workflows.DELETE, new JsonObject().put("name", "clocked").put("version", "3.0.0"));
        assertEquals(600_000, schedule("clocked").getInteger("every_ms"));
    }

    @Test
    void afterCountsFromTheEndOfTheLastJob() throws Exception {
        define("after", "1.0.0", "schedule: {after: PT1M}\ndo: [{nap: {wait: PT1H}}]\n");
        pass(Duration.ofMinutes(1));
        Eventually.await("the first job", () -> jobs("after").size() == 1);
        String first = jobs("after").getFirst().getString("job_id");
        awaitReason(first, "timer");
        pass(Duration.ofMinutes(59));
        assertEquals(1, jobs("after").size());
        pass(Duration.ofMinutes(2));
        result(first);
        pass(Duration.ofMinutes(2));
        Eventually.await("the second job", () -> jobs("after").size() == 2);
    }

    @Test
    void samplesAreThereAndLeaveAloneWhatSomebodyMade() throws Exception {
        assertEquals(
                new JsonObject().put("message", "Hello, Ann!"),
                result(submit("hello", new JsonObject().put("name", "Ann"))));
        assertEquals(false, schedule("nightly-report").getBoolean("enabled"));
        define("hello", "9.0.0", "do: [{mine: {set: {mine: true}}}]\n");
        startNode();
        assertEquals(
                "9.0.0",
                call(Workflows.GET, new JsonObject().put("name", "hello")).getString("version"));
        assertEquals(
                2,
                call(Workflows.VERSIONS, new JsonObject().put("name", "hello"))
                        .getJsonArray("versions")
                        .size());
    }

    @Test
    void secretsAreThoseOfTheConfiguration() throws Exception {
        define(
                "secret",
                "1.0.0",
                "use: {secrets: [token]}\ndo: [{x: {set: {length: '${ $secrets.token | length }'}}}]\n");
        assertEquals(new JsonObject().put("length", 3), result(submit("secret", new JsonObject())));
        Failure refused = assertThrows(
                Failure.class, () -> define("other", "1.0.0", "use: {secrets: [another]}\ndo: [{x: {set: {a: 1}}}]\n"));
        assertTrue(String.valueOf(refused.getMessage()).contains("workflows.secrets"), refused.getMessage());
    }

    @Test
    void inputThatDoesNotFitFailsTheJob() throws Exception {
        define("strict", "1.0.0", """
                input: {schema: {document: {type: object, required: [n], properties: {n: {type: integer}}}}}
                do: [{x: {set: {n: '${ .n }'}}}]
                """);
        String job = submit("strict", new JsonObject().put("n", "one"));
        Eventually.await(
                "failed", () -> call(Jobs.STATUS, of(job)).getString("status").equals("failed"));
        String message = call(Jobs.GET, of(job)).getJsonObject("error").getString("message");
        assertTrue(message.contains("the input does not fit its schema"), message);
        assertEquals(new JsonObject().put("n", 1), result(submit("strict", new JsonObject().put("n", 1))));
    }
}
