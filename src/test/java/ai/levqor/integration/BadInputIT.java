package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is refused with its documented answer, and nothing of it is kept. */
@ParameterizedClass
@EnumSource(Topology.class)
class BadInputIT extends TopologyCase {
    private static final String INTAKE = "/api/v1/intake";
    private static final String BULK = "/api/v1/jobs/bulk";
    private static final String ID = "01987a3e-5c1b-7d42-9f30-6b8a2c4d5e6f";
    private static final String LIMITS = "/api/v1/queues/w/limits";
    private static final String SCHEDULE = "/api/v1/schedules/s";

    /** Request, body, status and the field that the answer names. */
    static Stream<Arguments> wrong() {
        return Stream.of(
                bad("POST " + INTAKE, "{}", "workflow"),
                bad("POST " + INTAKE, "{'workflow':'w'}", "payload"),
                bad("POST " + INTAKE, "{'payload':{}}", "workflow"),
                bad("POST " + INTAKE, "{'workflow':1,'payload':{}}", "workflow"),
                bad("POST " + INTAKE, "{'workflow':'','payload':{}}", "workflow"),
                bad("POST " + INTAKE, "{'workflow':null,'payload':{}}", "workflow"),
                bad("POST " + INTAKE, "{'workflow':'" + "w".repeat(129) + "','payload':{}}", "workflow"),
                bad("POST " + INTAKE, "{'workflow':'a\\u0000b','payload':{}}", "workflow"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':[]}", "payload"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':'{}'}", "payload"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':null}", "payload"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'prioritty':'high'}", "prioritty"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'priority':'urgent'}", "priority"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'priority':1}", "priority"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'callback_url':''}", "callback_url"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'callback_url':'ftp://x.example'}", "callback_url"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'callback_url':7}", "callback_url"),
                bad(
                        "POST " + INTAKE,
                        "{'workflow':'w','payload':{},'callback_url':'http://x.example/" + "a".repeat(1024) + "'}",
                        "callback_url"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'run_at':'tomorrow'}", "run_at"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'run_at':-1}", "run_at"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'run_at':1e300}", "run_at"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'max_attempts':0}", "max_attempts"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'max_attempts':101}", "max_attempts"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'max_attempts':1.5}", "max_attempts"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'timeout_ms':0}", "timeout_ms"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'timeout_ms':99999999999999999999}", "timeout_ms"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'idempotency_key':''}", "idempotency_key"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{},'concurrency_key':[]}", "concurrency_key"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{'a':1,'a':2}}", "payload.a"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{'a':1e999}}", "payload.a"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{'a':'\\ud800'}}", "payload.a"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{'a':'" + "x".repeat(204_800) + "'}}", "payload"),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{'a':'" + "ä".repeat(102_400) + "'}}", "payload"),
                bad("POST " + INTAKE, "", "workflow"),
                bad("POST " + INTAKE, "{", ""),
                bad("POST " + INTAKE, "[]", ""),
                bad("POST " + INTAKE, "null", ""),
                bad("POST " + INTAKE, "'text'", ""),
                bad("POST " + INTAKE, "{'workflow':'w','payload':{}} {}", ""),
                bad(
                        "POST " + INTAKE,
                        "{'workflow':'w','payload':" + "{'a':".repeat(2_000) + "1" + "}".repeat(2_001),
                        ""),
                bad("POST " + BULK, "{}", "jobs"),
                bad("POST " + BULK, "{'jobs':[]}", "jobs"),
                bad("POST " + BULK, "{'jobs':[1]}", "jobs[0]"),
                bad("POST " + BULK, "{'jobs':[{'workflow':'w','payload':{}},{'workflow':'w'}]}", "jobs[1].payload"),
                bad("POST " + BULK, tooMany(), "jobs"),
                bad("POST /api/v1/_dev/complete/" + ID, "{}", "result"),
                bad("POST /api/v1/_dev/complete/" + ID, "{'result':1}", "result"),
                bad("POST /api/v1/jobs/" + ID + "/cancel", "{'why':'no'}", "why"),
                bad("POST /api/v1/jobs/" + "x".repeat(65) + "/cancel", "{}", "job_id"),
                bad("PUT " + LIMITS, "{'max_running':0}", "max_running"),
                bad("PUT " + LIMITS, "{'max_running':'many'}", "max_running"),
                bad("PUT " + LIMITS, "{'rate':1,'rate_period_ms':1}", "rate_period_ms"),
                bad("PUT " + LIMITS, "{'rate_period_ms':1000}", "rate_period_ms"),
                bad("PUT " + SCHEDULE, "{'cron':'* * * *','workflow':'w','payload':{}}", "cron"),
                bad("PUT " + SCHEDULE, "{'cron':'61 * * * *','workflow':'w','payload':{}}", "cron"),
                bad("PUT " + SCHEDULE, "{'cron':'0 0 30 2 *','workflow':'w','payload':{}}", "cron"),
                bad(
                        "PUT " + SCHEDULE,
                        "{'cron':'* * * * *','workflow':'w','payload':{},'time_zone':'Mars/Base'}",
                        "time_zone"),
                bad("PUT " + SCHEDULE, "{'cron':'* * * * *','payload':{}}", "workflow"));
    }

    private static Arguments bad(String request, String body, String field) {
        return Arguments.of(request, body.replace('\'', '"'), field);
    }

    private static String tooMany() {
        var jobs = new JsonArray();
        for (int i = 0; i < 1001; i++) {
            jobs.add(Client.job("w", new JsonObject()));
        }
        return new JsonObject().put("jobs", jobs).encode();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void isRefusedByName(String request, String body, String field) throws Exception {
        String[] parts = request.split(" ", 2);
        var answer = client.send(parts[0], parts[1], BodyPublishers.ofString(body));
        assertEquals(400, answer.status(), answer.text());
        assertEquals("invalid_request", answer.json().getString("error"));
        JsonObject detail = answer.json().getJsonArray("details").getJsonObject(0);
        assertEquals(field, detail.getString("field", ""), answer.text());
        assertTrue(!detail.getString("message").isBlank(), answer.text());
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        String body = new JsonObject()
                .put("workflow", "w")
                .put("payload", new JsonObject().put("a", "x".repeat(524_288)))
                .encode();
        var whole = client.send("POST", INTAKE, BodyPublishers.ofString(body));
        assertEquals(413, whole.status());
        assertEquals("payload_too_large", whole.json().getString("error"));
        // Its length is not announced, so it is refused on the way.
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var chunked = client.send("POST", INTAKE, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
        assertEquals(413, chunked.status());
    }

    @Test
    void aBodyMustBeJson() throws Exception {
        String body = Client.job("w", new JsonObject()).encode();
        for (String type :
                new String[] {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "*/*"}) {
            var answer = client.send("POST", INTAKE, BodyPublishers.ofString(body), "Content-Type", type);
            assertEquals(415, answer.status(), type);
            assertEquals("unsupported_media_type", answer.json().getString("error"));
        }
        byte[] invalidUtf8 = {'{', '"', (byte) 0xC3, '"', ':', '1', '}'};
        assertEquals(
                400,
                client.send("POST", INTAKE, BodyPublishers.ofByteArray(invalidUtf8))
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST " + INTAKE,
                "POST " + BULK,
                "POST /api/v1/_dev/complete/" + ID,
                "POST /api/v1/jobs/" + ID + "/cancel",
                "POST /api/v1/jobs/" + ID + "/retry",
                "POST /api/v1/queues/w/pause",
                "PUT " + LIMITS,
                "PUT " + SCHEDULE,
                "DELETE " + SCHEDULE
            })
    void whoHasNoKeyChangesNothing(String request) throws Exception {
        String[] parts = request.split(" ", 2);
        for (String key : new String[] {"", "wrong-key", Launch.KEY + "x"}) {
            var answer = client.as(key).send(parts[0], parts[1], BodyPublishers.ofString("{}"));
            assertEquals(403, answer.status(), request);
            assertEquals(new JsonObject().put("error", "forbidden"), answer.json());
        }
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertEquals(404, client.get("/api/v1/nothing").status());
        assertEquals("not_found", client.get("/api/v1/nothing").json().getString("error"));
        assertEquals(405, client.get(INTAKE).status());
        assertEquals(405, client.delete(INTAKE).status());
    }

    @AfterEach
    void nothingIsKept() throws Exception {
        assertEquals(new JsonArray(), Client.ok(client.get("/api/v1/jobs")).getJsonArray("jobs"));
        assertEquals(new JsonArray(), Client.ok(client.get("/api/v1/schedules")).getJsonArray("schedules"));
        assertTrue(!log().contains("ERROR"), TopologyCase::log);
    }
}
