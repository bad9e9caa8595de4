package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How failures look in each family of the API. */
class ErrorsTest {
    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static Failure email() {
        return Failure.invalid("email", "is no e-mail address");
    }

    private static HttpResponse<String> fail(Failure failure, String... headers) throws Exception {
        return edge.post("/api/v1/fail", failure.json().encode(), headers);
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void everyCodeHasItsStatus(Code code) throws Exception {
        var response = fail(new Failure(code, null));
        assertEquals(code.status(), response.statusCode());
        assertEquals("{\"error\":\"" + code.wire() + "\"}", response.body());
        boolean retry = code.status() == 429 || code.status() == 503;
        assertEquals(retry, response.headers().firstValue("retry-after").isPresent());
        assertEquals(
                code == Code.REQUEST_TIMEOUT,
                response.headers().firstValue("connection").isPresent(),
                "whoever is not told of the end sends the next request into it");
    }

    @Test
    void theMessageAndFieldAreDetails() throws Exception {
        assertEquals(
                "{\"error\":\"invalid_request\",\"details\":[{\"field\":\"email\",\"message\":\"is no e-mail address\"}]}",
                fail(email()).body());
        assertEquals(
                "{\"error\":\"conflict\",\"details\":[{\"message\":\"It runs.\"}],\"status\":\"running\"}",
                fail(new Failure(Code.CONFLICT, "It runs.").with("status", "running"))
                        .body());
    }

    @Test
    void furtherFactsAreMembers() throws Exception {
        assertEquals(
                "{\"error\":\"not_found\",\"job_id\":\"7\"}",
                fail(Failure.notFound("job_id", "7")).body());
    }

    @Test
    void retryAfterIsInWholeSeconds() throws Exception {
        var response = fail(new Failure(Code.RATE_LIMITED, null).with("retry_after", 2.1));
        assertEquals("3", response.headers().firstValue("retry-after").orElseThrow());
        assertEquals(
                "1",
                fail(new Failure(Code.OVERLOADED, null))
                        .headers()
                        .firstValue("retry-after")
                        .orElseThrow());
    }

    @Test
    void theOtherFamilyHasAnEnvelope() throws Exception {
        assertEquals(
                "{\"success\":false,\"error\":{\"code\":\"VALIDATION_ERROR\",\"message\":\"is no e-mail address\",\"field\":\"email\"}}",
                edge.post("/api/v1/content/fail", email().json().encode()).body());
        assertEquals(
                "{\"success\":false,\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"There is nothing with this id.\"}}",
                edge.post(
                                "/api/v1/content/fail",
                                Failure.notFound("page_id", "7").json().encode())
                        .body());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/auth/nothing, true",
        "/api/v1/admin, true",
        "/api/v1/business/nothing, true",
        "/api/v1/communication/nothing, true",
        "/api/v1/authors, false",
        "/admin/nothing, false",
        "/content/nothing, false"
    })
    void theFamilyFollowsThePath(String path, boolean envelope) throws Exception {
        assertEquals(envelope, new JsonObject(edge.get(path).body()).containsKey("success"));
    }

    @Test
    void aProblemDocumentIsThereForWhoPrefersIt() throws Exception {
        var response = fail(email().with("hint", "a@b.c"), "Accept", "application/problem+json");
        assertEquals(400, response.statusCode());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElseThrow());
        assertEquals(
                new JsonObject()
                        .put("type", "about:blank")
                        .put("title", Code.INVALID_REQUEST.meaning())
                        .put("status", 400)
                        .put("detail", "is no e-mail address")
                        .put("code", "invalid_request")
                        .put("field", "email")
                        .put("hint", "a@b.c"),
                new JsonObject(response.body()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/problem+json, application/json | true",
                "application/problem+json, */* | true",
                "application/json;q=0.5, Application/Problem+JSON | true",
                "application/json, application/problem+json | false",
                "application/problem+json;q=0.5, application/json | false",
                "application/problem+json;q=0, */* | false",
                "application/problem+json;q=x | false",
                "application/* | false",
                "*/* | false",
                ", ; | false"
            })
    void acceptDecides(String accept, boolean problem) throws Exception {
        var type = edge.get("/nothing", "Accept", accept)
                .headers()
                .firstValue("content-type")
                .orElseThrow();
        assertEquals(problem ? "application/problem+json" : "application/json", type);
    }

    @Test
    void anActorThatIsGoneIsUnavailable() throws Exception {
        var response = edge.get("/api/v1/absent");
        assertEquals(503, response.statusCode());
        assertEquals("1", response.headers().firstValue("retry-after").orElseThrow());
        assertTrue(response.body().startsWith("{\"error\":\"unavailable\""), response.body());
    }

    @Test
    void aDefectTellsNothingOfItself() throws Exception {
        var response = edge.get("/api/v1/broken");
        assertEquals(500, response.statusCode());
        assertEquals("{\"error\":\"internal_error\"}", response.body());
    }
}
