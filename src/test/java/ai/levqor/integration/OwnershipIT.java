package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is whose: people see what is theirs, and admins everything. */
class OwnershipIT extends SignInCase {
    @Test
    void peopleSeeTheirOwnJobsAndAdminsAll() throws Exception {
        Person ed = Person.called("own-ed@example.com").withRole("editor");
        Person bob = Person.called("own-bob@example.com").withRole("editor");
        String mine = ed.submit();
        String program = server.client().submit("noop", new JsonObject());
        server.client().await(mine, "succeeded");

        assertEquals(List.of(mine), jobs(ed, ""));
        assertEquals(List.of(mine), jobs(ed, "?state=succeeded&workflow=noop"));
        assertEquals(List.of(), jobs(bob, ""));
        assertTrue(jobs(admin, "?limit=200").containsAll(List.of(mine, program)));
        assertTrue(bob.get("/api/v1/status/" + mine).text().contains("not_found"));
        for (String path : List.of("", "/events", "/logs", "/steps", "/stream")) {
            code(bob.get("/api/v1/jobs/" + mine + path), 404);
        }
        for (String verb : List.of("cancel", "retry", "rerun")) {
            code(bob.post("/api/v1/jobs/" + mine + "/" + verb, new JsonObject()), 404);
            code(ed.post("/api/v1/jobs/" + program + "/" + verb, new JsonObject()), 404);
        }
        code(ed.get("/api/v1/jobs/" + mine), 200);
        code(admin.get("/api/v1/jobs/" + mine), 200);

        var schedule = new JsonObject()
                .put("cron", "0 0 1 1 *")
                .put("workflow", "noop")
                .put("payload", new JsonObject());
        code(ed.send("PUT", "/api/v1/schedules/eds", schedule), 200);
        code(bob.send("PUT", "/api/v1/schedules/eds", schedule), 409);
        code(bob.send("DELETE", "/api/v1/schedules/eds", new JsonObject()), 404);
        assertFalse(bob.get("/api/v1/schedules").text().contains("\"eds\""));
        assertTrue(ed.get("/api/v1/schedules").text().contains("\"eds\""));
        code(admin.send("DELETE", "/api/v1/schedules/eds", new JsonObject()), 200);
    }

    @Test
    void peopleSeeTheirOwnCostsBudgetsAndCallbacks() throws Exception {
        Person ed = Person.called("cost-ed@example.com").withRole("editor");
        Person bob = Person.called("cost-bob@example.com");
        String mine = ed.submit();
        server.client().await(mine, "succeeded");
        for (String path : List.of("/costs", "/callbacks")) {
            code(ed.get("/api/v1/jobs/" + mine + path), 200);
            code(bob.get("/api/v1/jobs/" + mine + path), 404);
        }
        code(bob.post("/api/v1/jobs/" + mine + "/callbacks/replay", new JsonObject()), 403);
        code(ed.get("/api/v1/callbacks/endpoints"), 403);

        String eds = "account:" + ed.account().getString("id");
        var budget = new JsonObject().put("period", "day").put("limit", 5_000_000);
        code(
                admin.send(
                        "PUT",
                        "/api/v1/budgets/eds",
                        budget.copy().put("scope", "key").put("subject", eds)),
                200);
        code(
                admin.send(
                        "PUT",
                        "/api/v1/budgets/all",
                        budget.put("scope", "workflow").put("subject", "noop")),
                200);
        assertEquals(
                1, Client.ok(ed.get("/api/v1/budgets")).getJsonArray("budgets").size());
        assertEquals(
                0, Client.ok(bob.get("/api/v1/budgets")).getJsonArray("budgets").size());
        assertEquals(
                0,
                Client.ok(ed.get("/api/v1/budgets?scope=workflow&subject=noop"))
                        .getJsonArray("budgets")
                        .size());
        code(ed.get("/api/v1/budgets/eds"), 200);
        code(ed.get("/api/v1/budgets/all"), 404);
        code(bob.get("/api/v1/budgets/eds"), 404);
        code(ed.send("DELETE", "/api/v1/budgets/eds", new JsonObject()), 403);
        code(ed.get("/api/v1/costs?group_by=key&key=" + eds), 200);
        code(bob.get("/api/v1/costs?group_by=key&key=" + eds), 404);
    }

    private static List<String> jobs(Person person, String query) throws Exception {
        return Client.ok(person.get("/api/v1/jobs" + query)).getJsonArray("jobs").stream()
                .map(job -> ((JsonObject) job).getString("job_id"))
                .toList();
    }
}
