package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.jobs.Jobs;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Versions of definitions, the same on every database. */
abstract class VersionsContract extends WorkflowsCase {
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
}
