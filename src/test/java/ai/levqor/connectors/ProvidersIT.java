package ai.levqor.connectors;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Each action of each provider against a stand-in: the request exactly as the provider documents it, the result, and
 * every class of error. The tables are in {@code src/test/resources/providers}.
 */
@SuppressWarnings("NullAway.Init") // set before the first test
class ProvidersIT {
    private static final List<String> NAMES = List.of("slack", "telegram", "notion", "gmail", "http");
    private static final SettableClock CLOCK = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private static final Path TABLES = Path.of("src/test/resources/providers");

    @TempDir
    static Path dir;

    private static Provider provider;
    private static TestKernel node;
    private static TestKernel hasty;
    private static CapturedLogs logs;
    private static final List<String> told = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        logs = new CapturedLogs();
        provider = new Provider();
        node = start("node", "20s");
        hasty = start("hasty", "400ms");
    }

    private static TestKernel start(String folder, String timeout) throws Exception {
        Map<String, String> env = new HashMap<>(Map.of(
                "LEVQOR_CONNECTORS_MAX_ATTEMPTS", "1",
                "LEVQOR_CONNECTORS_CIRCUIT_FAILURES", "1000",
                "LEVQOR_CONNECTORS_GMAIL_TOKEN_URL", provider.url() + "/token",
                "LEVQOR_CONNECTORS_GMAIL_CLIENT_ID", "levqor.apps",
                "LEVQOR_CONNECTORS_GMAIL_CLIENT_SECRET", "SECRET-client",
                "LEVQOR_CONNECTORS_TIMEOUT", timeout));
        NAMES.forEach(name -> env.put("LEVQOR_CONNECTORS_" + name.toUpperCase(Locale.ROOT) + "_URL", provider.url()));
        var kernel = TestKernel.start(
                DatabaseUrl.of("", Files.createDirectories(dir.resolve(folder))), CLOCK, new Schemas(), env);
        kernel.deploy(new ConnectorsVerticle(kernel.kernel()));
        return kernel;
    }

    @AfterAll
    static void stop() {
        try {
            tellsNoSecret();
        } finally {
            logs.close();
            node.close();
            hasty.close();
            provider.close();
        }
    }

    /** Every secret of the tables has this in it. */
    private static void tellsNoSecret() {
        assertFalse(logs.text().isEmpty());
        assertFalse(logs.text().contains("SECRET-"), "a secret is in the logs");
        told.forEach(text -> assertFalse(text.contains("SECRET-"), text));
    }

    @BeforeEach
    void reset() {
        provider.reset();
        CLOCK.advance(Duration.ofDays(1)); // whatever a provider asked to wait for is over
    }

    /** A row of a table; {@code error} rows have what the provider answers and what becomes of it. */
    record Row(JsonObject table, JsonObject row, JsonObject error) {
        String connector() {
            return table.getString("connector");
        }

        JsonObject input(String salt) {
            var credentials = row.getJsonObject("credentials", table.getJsonObject("credentials"));
            return new JsonObject(new JsonObject()
                    .put("name", connector())
                    .put("action", row.getString("action"))
                    .put("credentials", credentials)
                    .put("params", row.getJsonObject("params"))
                    .put("pages", row.getInteger("pages", 1))
                    .encode()
                    .replace("${url}", salt));
        }

        @Override
        public String toString() {
            return connector() + "." + row.getString("action") + " " + error.getString("name", "");
        }
    }

    static Stream<Row> successes() {
        return NAMES.stream().flatMap(name -> {
            JsonObject table = table(name);
            return rows(table, "cases").map(row -> new Row(table, row, new JsonObject()));
        });
    }

    static Stream<Row> errors() {
        return NAMES.stream().flatMap(name -> {
            JsonObject table = table(name);
            return rows(table, "cases").flatMap(row -> rows(table, "classes").map(error -> new Row(table, row, error)));
        });
    }

    private static Stream<JsonObject> rows(JsonObject table, String name) {
        return table.getJsonArray(name).stream().map(JsonObject.class::cast);
    }

    private static JsonObject table(String name) {
        try {
            Object yaml = new Yaml().load(Files.readString(TABLES.resolve(name + ".yaml")));
            return new JsonObject(new ObjectMapper().writeValueAsString(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("successes")
    void asksAsDocumentedAndAnswers(Row row) throws Exception {
        JsonArray exchanges = row.row().getJsonArray("exchanges");
        for (int i = 0; i < exchanges.size(); i++) {
            answerAsDocumented(exchanges.getJsonObject(i));
        }

        JsonObject answer = call(node, row);

        assertEquals("ok", answer.getString("status"));
        assertEquals(row.connector(), answer.getString("connector"));
        JsonObject result = answer.getJsonObject("result");
        JsonObject part = row.row().getJsonObject("contains");
        if (part == null) {
            assertEquals(row.row().getJsonObject("result"), result);
        } else {
            part.forEach(member -> assertEquals(member.getValue(), result.getValue(member.getKey())));
        }
        List<LoggedRequest> requests = provider.requests();
        assertEquals(exchanges.size(), requests.size());
        for (int i = 0; i < exchanges.size(); i++) {
            Documented.check(row.table(), exchanges.getJsonObject(i), requests.get(i));
        }
        fitsItsSchema(row, result);
    }

    private static void answerAsDocumented(JsonObject exchange) {
        String body = exchange.containsKey("answer")
                ? exchange.getJsonObject("answer").encode().replace("${url}", provider.url())
                : exchange.getString("answer_text");
        provider.answer(exchange.getInteger("status", 200), new JsonObject(), body);
    }

    private static JsonObject call(TestKernel kernel, Row row) throws Exception {
        JsonObject answer = kernel.call(Connectors.CALL, row.input(provider.url()));
        told.add(answer.encode());
        return answer;
    }

    private static void fitsItsSchema(Row row, JsonObject result) throws Exception {
        JsonObject listed = node.call(Connectors.LIST, new JsonObject());
        JsonObject action = listed.getJsonArray("connectors").stream()
                .map(JsonObject.class::cast)
                .filter(connector -> connector.getString("name").equals(row.connector()))
                .flatMap(connector -> connector.getJsonArray("actions").stream().map(JsonObject.class::cast))
                .filter(known -> known.getString("name").equals(row.row().getString("action")))
                .findFirst()
                .orElseThrow();
        assertDoesNotThrow(() -> Schemas.check(action.getJsonObject("result")).accept(result));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void tellsEachErrorInOneForm(Row row) {
        JsonObject error = row.error();
        provider.answer(
                error.getInteger("status", 200),
                error.getJsonObject("headers", new JsonObject()),
                error.getJsonObject("answer").encode());

        isTold(row, failure(node, row, "error"));
        assertEquals(1, provider.requests().size());
    }

    private static void isTold(Row row, JsonObject told) {
        JsonObject error = row.error();
        JsonObject details = told.getJsonObject("details");
        error.getJsonObject("error")
                .forEach(member -> assertEquals(
                        String.valueOf(member.getValue()),
                        String.valueOf(
                                member.getKey().equals("error")
                                        ? told.getString("code")
                                        : details.getValue(member.getKey())),
                        member.getKey()));
        assertEquals(row.connector(), details.getString("connector"));
        assertEquals(row.row().getString("action"), details.getString("action"));
    }

    static Stream<Row> errorsInTheMiddle() {
        return errors().filter(row -> row.row().getJsonArray("exchanges").size() > 1);
    }

    @ParameterizedTest
    @MethodSource("errorsInTheMiddle")
    void tellsTheErrorOfALaterStepOrPage(Row row) {
        JsonArray exchanges = row.row().getJsonArray("exchanges");
        for (int at = 1; at < exchanges.size(); at++) {
            provider.reset();
            for (int i = 0; i < at; i++) {
                answerAsDocumented(exchanges.getJsonObject(i));
            }
            if (exchanges.getJsonObject(at).getBoolean("noauth", false)) {
                // Not the provider's API but a place for bytes: it has no errors but its status.
                provider.answer(403, new JsonObject(), "signature expired");
                assertEquals(
                        "http_403",
                        failure(node, row, "error at " + at)
                                .getJsonObject("details")
                                .getString("provider_code"));
                continue;
            }
            JsonObject error = row.error();
            provider.answer(
                    error.getInteger("status", 200),
                    error.getJsonObject("headers", new JsonObject()),
                    error.getJsonObject("answer").encode());
            isTold(row, failure(node, row, "error at " + at));
            assertEquals(at + 1, provider.requests().size());
        }
    }

    static Stream<Row> renewable() {
        return successes().filter(row -> row.connector().equals("gmail"));
    }

    @ParameterizedTest
    @MethodSource("renewable")
    void renewsAnExpiredTokenAndGoesOn(Row row) throws Exception {
        JsonArray exchanges = row.row().getJsonArray("exchanges");
        provider.answer(
                401,
                new JsonObject().put("error", new JsonObject().put("code", 401).put("message", "Invalid Credentials")));
        provider.answer(
                200,
                new JsonObject()
                        .put("access_token", "SECRET-renewed")
                        .put("expires_in", 3600)
                        .put("token_type", "Bearer"));
        for (Object exchange : exchanges) {
            answerAsDocumented((JsonObject) exchange);
        }
        JsonObject input = row.input(provider.url());
        input.put(
                "credentials",
                new JsonObject()
                        .put("access_token", "SECRET-expired")
                        .put("refresh_token", "SECRET-refresh " + row));

        JsonObject answer = node.call(Connectors.CALL, input);

        told.add(answer.encode());
        assertEquals("ok", answer.getString("status"));
        List<LoggedRequest> requests = provider.requests();
        assertEquals(exchanges.size() + 2, requests.size());
        assertEquals("Bearer SECRET-expired", requests.getFirst().getHeader("Authorization"));
        assertEquals("/token", requests.get(1).getUrl());
        assertTrue(requests.get(1).getBodyAsString().contains("grant_type=refresh_token"));
        assertEquals("Bearer SECRET-renewed", requests.getLast().getHeader("Authorization"));
        assertEquals(requests.getFirst().getUrl(), requests.get(2).getUrl());
        assertEquals(
                requests.getFirst().getHeader("Content-Type"), requests.get(2).getHeader("Content-Type"));
    }

    @Test
    void everyActionHasItsRow() throws Exception {
        Set<String> rows = successes()
                .map(row -> row.connector() + "." + row.row().getString("action"))
                .collect(Collectors.toSet());
        Set<String> actions = new HashSet<>();
        for (Object each : node.call(Connectors.LIST, new JsonObject()).getJsonArray("connectors")) {
            var connector = (JsonObject) each;
            connector
                    .getJsonArray("actions")
                    .forEach(action -> actions.add(
                            connector.getString("name") + "." + ((JsonObject) action).getString("name")));
        }
        assertEquals(actions, rows);
    }

    @ParameterizedTest
    @MethodSource("successes")
    void tellsGarbage(Row row) {
        if (row.connector().equals("http")) {
            return; // takes whatever comes
        }
        for (String garbage : List.of("<html>", "[]", "\"ok\"", "{", "")) {
            provider.reset();
            provider.answer(200, new JsonObject(), garbage);
            JsonObject told = failure(node, row, "garbage" + garbage);
            assertTrue(
                    List.of("outcome_unknown", "provider_failed", "provider_refused")
                            .contains(told.getString("code")),
                    garbage + " " + told.encode());
        }
    }

    @ParameterizedTest
    @MethodSource("successes")
    void tellsAServerThatFails(Row row) {
        provider.answer(502, new JsonObject(), "<html>Bad Gateway</html>");
        JsonObject told = failure(node, row, "server");
        assertEquals("http_502", told.getJsonObject("details").getString("provider_code"));
        boolean retryable = told.getJsonObject("details").getBoolean("retryable");
        assertEquals(retryable ? "provider_failed" : "outcome_unknown", told.getString("code"));
    }

    @ParameterizedTest
    @MethodSource("successes")
    void tellsThatTheTimeIsUp(Row row) {
        provider.answerLate(2_000);
        JsonObject told = failure(hasty, row, "late");
        assertEquals("timeout", told.getJsonObject("details").getString("provider_code"));
        boolean retryable = told.getJsonObject("details").getBoolean("retryable");
        assertEquals(retryable ? "timed_out" : "outcome_unknown", told.getString("code"));
    }

    @Test
    void tellsABrokenConnection() {
        provider.breakConnection();
        JsonObject told = failure(node, successes().findFirst().orElseThrow(), "broken");
        assertEquals("connection_lost", told.getJsonObject("details").getString("provider_code"));
        assertEquals("outcome_unknown", told.getString("code"));
    }

    /** Fails by credentials of its own, so that the limits of one row do not reach the next. */
    private static JsonObject failure(TestKernel kernel, Row row, String why) {
        JsonObject input = row.input(provider.url());
        String unused = row.connector().equals("http") ? "value" : "client_id";
        if (!row.connector().equals("telegram")) {
            input.getJsonObject("credentials").put(unused, row + why);
        }
        Failure failure = assertThrows(Failure.class, () -> kernel.call(Connectors.CALL, input), why);
        told.add(failure.json().encode() + failure);
        return failure.json();
    }
}
