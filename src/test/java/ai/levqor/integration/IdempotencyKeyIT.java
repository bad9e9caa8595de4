package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.integration.Client.Answer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes with an Idempotency-Key happen once, wherever HTTP and the jobs run. */
@ParameterizedClass
@EnumSource(Topology.class)
class IdempotencyKeyIT extends TopologyCase {
    private static final String INTAKE = "/api/v1/intake";
    private static final String JOB = "{\"workflow\":\"nobody.once\",\"payload\":{\"a\":1,\"b\":2}}";

    private Answer post(String path, String body, String key) throws Exception {
        return client.send("POST", path, BodyPublishers.ofString(body), "Idempotency-Key", key);
    }

    private static boolean replayed(Answer answer) {
        return answer.headers().firstValue("Idempotent-Replayed").orElse("").equals("true");
    }

    @Test
    void aRepetitionIsAnsweredAsTheFirstWas() throws Exception {
        Answer first = post(INTAKE, JOB, "repeat-1");
        Answer second = post(INTAKE, "{\"payload\":{\"b\":2,\"a\":1},\"workflow\":\"nobody.once\"}", "repeat-1");
        assertEquals(202, first.status(), first.text());
        assertEquals(202, second.status(), second.text());
        assertEquals(first.json(), second.json());
        assertTrue(!replayed(first) && replayed(second));
        assertNotEquals(
                first.json().getString("job_id"),
                post(INTAKE, JOB, "repeat-2").json().getString("job_id"));
    }

    @Test
    void theSameKeyForSomethingElseIsRefused() throws Exception {
        post(INTAKE, JOB, "other-1");
        Answer body = post(INTAKE, JOB.replace("2", "3"), "other-1");
        assertEquals(422, body.status(), body.text());
        assertEquals("idempotency_mismatch", body.json().getString("error"));
        assertEquals(
                422, post("/api/v1/queues/nobody.once/pause", "", "other-1").status());
        assertEquals(
                200, post("/api/v1/queues/nobody.pause/pause", "", "pause-1").status());
        assertEquals(
                422, post("/api/v1/queues/nobody.else/pause", "", "pause-1").status());
    }

    @Test
    void aRefusalIsReplayedToo() throws Exception {
        String missing = "/api/v1/jobs/01987a3e-5c1b-7d42-9f30-6b8a2c4d5e6f/cancel";
        Answer first = post(missing, "", "missing-1");
        Answer second = post(missing, "", "missing-1");
        assertEquals(404, first.status(), first.text());
        assertEquals(404, second.status());
        assertEquals(first.json(), second.json());
        assertTrue(!replayed(first) && replayed(second));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b"})
    void aMalformedKeyIsRefused(String key) throws Exception {
        refused(key);
        refused("k".repeat(256));
        assertEquals(202, post(INTAKE, JOB, "k".repeat(255)).status());
    }

    private void refused(String key) throws Exception {
        Answer answer = post(INTAKE, JOB, key);
        assertEquals(400, answer.status(), answer.text());
        JsonObject detail = answer.json().getJsonArray("details").getJsonObject(0);
        assertEquals("Idempotency-Key", detail.getString("field"));
    }

    @Test
    void ofManyAtOnceOneHappens() throws Exception {
        Callable<Answer> send = () -> post(INTAKE, JOB, "many-1");
        Set<String> jobs = new HashSet<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sent :
                    threads.invokeAll(IntStream.range(0, 20).mapToObj(i -> send).toList())) {
                Answer answer = sent.get();
                assertTrue(answer.status() == 202 || answer.status() == 409, answer.text());
                if (answer.status() == 202) {
                    jobs.add(answer.json().getString("job_id"));
                }
            }
        }
        assertEquals(1, jobs.size());
        var listed =
                client.get("/api/v1/jobs?workflow=nobody.once&limit=200").json().getJsonArray("jobs");
        assertEquals(
                1,
                listed.stream()
                        .filter(job -> jobs.contains(((JsonObject) job).getString("job_id")))
                        .count());
    }

    @Test
    void readsDoNotCareAboutKeys() throws Exception {
        Answer read = client.send("GET", "/api/v1/queues", BodyPublishers.noBody(), "Idempotency-Key", "a b");
        assertEquals(200, read.status(), read.text());
    }
}
