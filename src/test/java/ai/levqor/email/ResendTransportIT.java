package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resend as its reference describes it. */
@SuppressWarnings("NullAway.Init") // set up before each test
class ResendTransportIT extends EmailCase {
    private static final String KEY = "re_0123456789secret";

    private final BlockingQueue<Sent> received = new LinkedBlockingQueue<>();
    private volatile int status = 200;
    private volatile String body = "{\"id\":\"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794\"}";
    private volatile String retryAfter = "";

    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }

    @BeforeEach
    void serve() throws Exception {
        HttpServer server = vertx().createHttpServer()
                .requestHandler(request -> request.body().onSuccess(content -> {
                    received.add(new Sent(request.uri(), request.headers(), content.toJsonObject()));
                    if (!retryAfter.isEmpty()) {
                        request.response().putHeader("Retry-After", retryAfter);
                    }
                    request.response().setStatusCode(status).end(body);
                }))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        start("LEVQOR_RESEND_KEY", KEY, "LEVQOR_RESEND_URL", "http://127.0.0.1:" + server.actualPort());
    }

    @Test
    void sendsAsItsReferenceSays() throws Exception {
        String id = send(new JsonObject()
                .put("to", strings("Ann <ann@example.com>", "bob@example.com"))
                .put("bcc", "dan@example.com")
                .put("reply_to", "sales@example.com")
                .put("subject", "Grüße")
                .put("html", "<p>Hi</p>")
                .put(
                        "attachments",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("filename", "a.txt")
                                        .put("content_type", "text/plain")
                                        .put("content", "aGVsbG8="))));

        JsonObject sent = inStatus("sent", id);

        assertEquals("49a3999c-0ce1-4ea6-ab68-afcd6dc2e794", sent.getString("provider_id"));
        Sent request = next();
        assertEquals("/emails", request.uri());
        assertEquals("Bearer " + KEY, request.headers().get("Authorization"));
        assertEquals(id, request.headers().get("Idempotency-Key"));
        assertEquals(
                new JsonObject()
                        .put("from", "Lévqor <no-reply@mail.example>")
                        .put("to", strings("Ann <ann@example.com>", "bob@example.com"))
                        .put("subject", "Grüße")
                        .put("headers", new JsonObject().put("Message-ID", sent.getString("message_id")))
                        .put("bcc", strings("dan@example.com"))
                        .put("reply_to", strings("sales@example.com"))
                        .put("html", "<p>Hi</p>")
                        .put(
                                "attachments",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("filename", "a.txt")
                                                .put("content_type", "text/plain")
                                                .put("content", "aGVsbG8="))),
                request.body());
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_idempotency_key, failed",
        "401, missing_api_key, queued",
        "403, invalid_api_key, queued",
        "404, not_found, failed",
        "409, concurrent_idempotent_requests, queued",
        "409, invalid_idempotent_request, failed",
        "422, validation_error, failed",
        "429, rate_limit_exceeded, queued",
        "429, daily_quota_exceeded, queued",
        "500, application_error, queued",
        "503, '', queued"
    })
    void everyErrorOfItsReferenceIsUnderstood(int answered, String name, String expected) throws Exception {
        status = answered;
        body = new JsonObject()
                .put("statusCode", answered)
                .put("name", name)
                .put("message", "These are its words.")
                .encode();

        JsonObject mail = after(1, send(mail()));

        assertEquals(expected, mail.getString("status"));
        assertTrue(mail.getString("error").contains("These are its words."), mail.getString("error"));
        assertTrue(mail.getString("error").contains(Integer.toString(answered)), mail.getString("error"));
        assertFalse(mail.encode().contains(KEY));
    }

    @Test
    void waitsAsLongAsItAsksAndComesAgainWithTheSameKey() throws Exception {
        status = 429;
        body = "<html>no json</html>";
        retryAfter = "3600";
        String id = send(mail());
        JsonObject mail = after(1, id);
        assertEquals(clock.instant().getEpochSecond() + 3600, mail.getLong("next_attempt_at"));
        status = 200;
        body = "[]";

        advance(Duration.ofSeconds(3601));

        inStatus("sent", id);
        assertEquals(next().headers().get("Idempotency-Key"), next().headers().get("Idempotency-Key"));
    }

    private Sent next() throws InterruptedException {
        Sent sent = received.poll(15, TimeUnit.SECONDS);
        if (sent == null) {
            throw new AssertionError("nothing was sent");
        }
        return sent;
    }

    private record Sent(String uri, MultiMap headers, JsonObject body) {}
}
