package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many jobs at once: lists, batches, and repetitions of one submission. */
@ParameterizedClass
@EnumSource(
        value = Topology.class,
        names = {"SQLITE", "POSTGRES"})
class ManyJobsIT extends TopologyCase {
    @Test
    void aListIsWalkedWithoutGapsOrDuplicates() throws Exception {
        List<String> submitted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            submitted.addAll(bulk("walked", 45));
        }
        // What ended and what waits are walked as one list.
        for (int i = 0; i < submitted.size(); i += 10) {
            Client.ok(client.post("/api/v1/jobs/" + submitted.get(i) + "/cancel"));
        }
        List<String> walked = new ArrayList<>();
        String cursor = null;
        do {
            JsonObject page = Client.ok(
                    client.get("/api/v1/jobs?workflow=walked&limit=17" + (cursor == null ? "" : "&cursor=" + cursor)));
            page.getJsonArray("jobs").forEach(job -> walked.add(((JsonObject) job).getString("job_id")));
            cursor = page.getString("next_cursor");
            assertEquals(cursor != null, page.getBoolean("has_more"));
        } while (cursor != null);
        assertEquals(submitted.reversed(), walked);
    }

    @Test
    void aListIsFiltered() throws Exception {
        List<String> ids = bulk("filtered", 6);
        Client.ok(client.post("/api/v1/jobs/" + ids.getFirst() + "/cancel"));
        assertEquals(ids.subList(0, 1), list("workflow=filtered&state=cancelled"));
        assertEquals(List.of(), list("workflow=filtered&state=succeeded"));
        String batch = client.full(ids.getFirst()).getString("batch_id");
        assertEquals(ids.reversed(), list("batch_id=" + batch));
        assertEquals(List.of(), list("workflow=never.seen"));
        assertEquals(400, client.get("/api/v1/jobs?state=lost").status());
        assertEquals(400, client.get("/api/v1/jobs?cursor=nonsense").status());
        assertEquals(400, client.get("/api/v1/jobs?limit=0").status());
        assertEquals(400, client.get("/api/v1/jobs?colour=red").status());
    }

    @Test
    void aBatchTellsHowFarItIs() throws Exception {
        upstream.hold("batched");
        var jobs = new JsonArray();
        for (String workflow : List.of("echo", "echo", "nobody.batched")) {
            jobs.add(Client.job(workflow, new JsonObject()));
        }
        jobs.add(Client.job("fetch", upstream.payload("batched")));
        jobs.add(Client.job("fetch", upstream.payload("status-404")));
        var answer = client.post("/api/v1/jobs/bulk", new JsonObject().put("jobs", jobs));
        assertEquals(202, answer.status(), answer.text());
        assertEquals(5, answer.json().getJsonArray("jobs").size());
        String batch = answer.json().getString("batch_id");
        Eventually.await("two succeeded, one failed, one runs", () -> {
            JsonObject progress = progress(batch);
            return progress.getInteger("succeeded") == 2
                    && progress.getInteger("failed") == 1
                    && progress.getInteger("running") >= 1;
        });
        assertEquals(5, progress(batch).getInteger("total"));
        assertEquals(false, progress(batch).getBoolean("done"));
        upstream.release("batched");
        String nobody = answer.json().getJsonArray("jobs").getJsonObject(2).getString("job_id");
        Client.ok(client.post("/api/v1/jobs/" + nobody + "/cancel"));
        Eventually.await("all have ended", () -> progress(batch).getBoolean("done"));
        assertEquals(3, progress(batch).getInteger("succeeded"));
        assertEquals(1, progress(batch).getInteger("cancelled"));
        assertEquals(
                new JsonObject().put("error", "not_found").put("batch_id", "none"),
                client.get("/api/v1/batches/none").json());
    }

    @Test
    void aBatchIsTakenWholeOrNotAtAll() throws Exception {
        var jobs = new JsonArray()
                .add(Client.job("whole", new JsonObject()))
                .add(Client.job("whole", new JsonObject()).put("priority", "urgent"));
        var answer = client.post("/api/v1/jobs/bulk", new JsonObject().put("jobs", jobs));
        assertEquals(400, answer.status());
        assertEquals(
                "jobs[1].priority",
                answer.json().getJsonArray("details").getJsonObject(0).getString("field"));
        assertEquals(List.of(), list("workflow=whole"));
    }

    @Test
    void anIdempotencyKeyMakesOneJob() throws Exception {
        JsonObject job = Client.job("idempotent", new JsonObject().put("n", 1)).put("idempotency_key", "order-1");
        String id = client.submit(job);
        var again = client.post("/api/v1/intake", job);
        assertEquals(202, again.status());
        assertEquals(id, again.json().getString("job_id"));
        assertEquals(true, again.json().getBoolean("duplicate"));

        var other = client.post("/api/v1/intake", job.copy().put("payload", new JsonObject().put("n", 2)));
        assertEquals(422, other.status());
        assertEquals("idempotency_mismatch", other.json().getString("error"));
        assertEquals(List.of(id), list("workflow=idempotent"));

        // Who submits a cancelled job anew wants it to run.
        Client.ok(client.post("/api/v1/jobs/" + id + "/cancel"));
        assertNotEquals(id, client.submit(job));
    }

    @Test
    void anIdempotencyKeyOutlivesTheJobsSuccess() throws Exception {
        JsonObject job = Client.job("echo", new JsonObject()).put("idempotency_key", "order-2");
        String id = client.submit(job);
        client.await(id, "succeeded");
        assertEquals(id, client.submit(job));
    }

    @Test
    void fiftySubmissionsAtOnceOfOneKeyMakeOneJob() throws Exception {
        JsonObject job = Client.job("at.once", new JsonObject()).put("idempotency_key", "at-once");
        Set<String> ids = new HashSet<>();
        int firsts = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Client.Answer> submit = () -> client.post("/api/v1/intake", job);
            List<Future<Client.Answer>> answers = threads.invokeAll(
                    IntStream.range(0, 50).mapToObj(i -> submit).toList());
            for (Future<Client.Answer> answer : answers) {
                assertEquals(202, answer.get().status(), answer.get().text());
                ids.add(answer.get().json().getString("job_id"));
                firsts += answer.get().json().getBoolean("duplicate", false) ? 0 : 1;
            }
        }
        assertEquals(1, ids.size());
        assertEquals(1, firsts);
        assertEquals(List.copyOf(ids), list("workflow=at.once"));
        assertNull(client.full(List.copyOf(ids).getFirst()).getValue("batch_id"));
    }

    private List<String> bulk(String workflow, int count) throws Exception {
        var jobs = new JsonArray();
        for (int i = 0; i < count; i++) {
            jobs.add(Client.job(workflow, new JsonObject().put("i", i)));
        }
        var answer = client.post("/api/v1/jobs/bulk", new JsonObject().put("jobs", jobs));
        assertEquals(202, answer.status(), answer.text());
        return answer.json().getJsonArray("jobs").stream()
                .map(job -> ((JsonObject) job).getString("job_id"))
                .toList();
    }

    private List<String> list(String query) throws Exception {
        return Client.ok(client.get("/api/v1/jobs?" + query)).getJsonArray("jobs").stream()
                .map(job -> ((JsonObject) job).getString("job_id"))
                .toList();
    }

    private JsonObject progress(String batch) throws Exception {
        return Client.ok(client.get("/api/v1/batches/" + batch));
    }
}
