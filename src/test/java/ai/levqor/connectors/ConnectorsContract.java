package ai.levqor.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Attempts, limits, stored credentials and OAuth, the same on every database. */
abstract class ConnectorsContract extends ConnectorsCase {
    @Test
    void sendsAgainWhatTheProviderDidNotDo() throws Exception {
        provider.answer(429, new JsonObject().put("Retry-After", "0"), "{\"ok\":false,\"error\":\"ratelimited\"}");
        posted();

        assertEquals("1.2", post(token("a")).getJsonObject("result").getString("ts"));
        assertEquals(2, provider.requests().size());
    }

    @Test
    void neverSendsAMessageAgainThatMayHaveBeenPosted() {
        provider.answer(500, new JsonObject(), "");
        posted();

        Failure failure = failedPost(token("a"));

        assertEquals(Code.OUTCOME_UNKNOWN, failure.code());
        assertEquals(false, failure.details().getBoolean("retryable"));
        assertEquals(1, provider.requests().size());
    }

    @Test
    void readsAgainAsOftenAsAllowed() {
        for (int i = 0; i < 5; i++) {
            provider.answer(503, new JsonObject(), "");
        }
        Failure failure = failure(Connectors.CALL, input("slack", "list_channels", token("a"), new JsonObject()));

        assertEquals(Code.PROVIDER_FAILED, failure.code());
        assertEquals(3, provider.requests().size());
    }

    @Test
    void passesAnIdempotencyKeyOnAndThenMayRepeat() throws Exception {
        provider.answer(500, new JsonObject(), "");
        provider.answer(200, new JsonObject().put("id", 1));
        JsonObject input = input(
                        "http",
                        "request",
                        token("a"),
                        new JsonObject().put("url", provider.url() + "/orders").put("method", "POST"))
                .put("idempotency_key", "order-1");

        assertEquals(200, call(Connectors.CALL, input).getJsonObject("result").getInteger("status"));
        assertEquals(
                List.of("order-1", "order-1"),
                provider.requests().stream()
                        .map(request -> request.getHeader("Idempotency-Key"))
                        .toList());
    }

    @Test
    void opensACircuitForOneCredentialAloneAndTriesAgainLater() throws Exception {
        for (int i = 0; i < 3; i++) {
            provider.answer(500, new JsonObject(), "");
        }
        posted();
        posted();
        for (int i = 0; i < 3; i++) {
            failedPost(token("a"));
        }

        Failure open = failedPost(token("a"));
        assertEquals("circuit_open", open.details().getString("provider_code"));
        assertEquals(Code.UNAVAILABLE, open.code());
        assertEquals(30, open.details().getLong("retry_after"));
        post(token("b")); // somebody else's
        clock.advance(Duration.ofSeconds(31));
        post(token("a"));
        assertEquals(5, provider.requests().size());
    }

    @Test
    void leavesAProviderAloneAsLongAsItAsks() throws Exception {
        provider.answer(429, new JsonObject().put("Retry-After", "60"), "{\"ok\":false,\"error\":\"ratelimited\"}");
        posted();

        assertEquals(60, failedPost(token("a")).details().getLong("retry_after"));
        assertEquals(Code.RATE_LIMITED, failedPost(token("a")).code());
        assertEquals(1, provider.requests().size());
        clock.advance(Duration.ofSeconds(61));
        post(token("a"));
    }

    @Test
    void storesCredentialsThatNobodyGetsBack() throws Exception {
        JsonObject put = put("slack", "team", token("stored"));
        assertEquals("team", put.getString("name"));
        assertFalse(rows("select ciphertext from connector_credentials").contains(SECRET));
        assertFalse(rows("select keyset from connector_keysets").contains(SECRET));
        posted();

        post(stored("team"));

        assertEquals(
                "Bearer " + SECRET + "stored", provider.requests().getFirst().getHeader("Authorization"));
        JsonObject listed = call(Connectors.CREDENTIALS, new JsonObject());
        assertEquals(1, listed.getJsonArray("credentials").size());
        JsonObject id = new JsonObject().put("name", "slack").put("credential", "team");
        call(Connectors.DELETE_CREDENTIAL, id.copy());
        assertEquals(Code.NOT_FOUND, failedPost(stored("team")).code());
        assertEquals(Code.NOT_FOUND, failure(Connectors.DELETE_CREDENTIAL, id).code());
    }

    @Test
    void bindsCredentialsToTheirPlace() throws Exception {
        put("slack", "one", token("one"));
        put("slack", "two", token("two"));
        TestKernel.get(node().kernel()
                .database()
                .update(
                        Sql.of("update connector_credentials set ciphertext ="
                                + " (select c.ciphertext from connector_credentials c where c.name = 'one')"
                                + " where name = 'two'"),
                        Params.NONE));

        assertEquals(Code.INTERNAL_ERROR, failedPost(stored("two")).code());
        assertTrue(provider.requests().isEmpty());
    }

    @Test
    void rotatesTheKeyWhileOtherNodesGoOn() throws Exception {
        put("slack", "team", token("stored"));
        var other = start(Map.of());
        posted();
        posted();
        posted();
        JsonObject input = input(
                "slack",
                "post_message",
                stored("team"),
                new JsonObject().put("channel", "C1").put("text", "x"));
        other.call(Connectors.CALL, input.copy());
        String before = rows("select ciphertext from connector_credentials");

        assertEquals(1, call(Connectors.ROTATE, new JsonObject()).getInteger("credentials"));
        assertEquals(1, call(Connectors.ROTATE, new JsonObject()).getInteger("credentials"));

        assertNotEquals(before, rows("select ciphertext from connector_credentials"));
        other.call(Connectors.CALL, input.copy());
        post(stored("team"));
        put("slack", "team", token("newer"));
    }

    @Test
    void sendsStoredCredentialsToTheirOriginOnly() throws Exception {
        assertEquals(
                "credentials.origin",
                assertThrows(Failure.class, () -> put("http", "shop", token("shop")))
                        .field());
        put("http", "shop", token("shop").put("origin", "https://shop.example.com"));

        Failure failure = failure(
                Connectors.CALL,
                input("http", "request", stored("shop"), new JsonObject().put("url", provider.url() + "/steal")));

        assertEquals(Code.INVALID_REQUEST, failure.code());
        assertTrue(provider.requests().isEmpty());
    }

    @Test
    void namesTheFieldThatIsWrong() {
        assertEquals(
                "action",
                failure(Connectors.CALL, input("slack", "shout", token("a"), new JsonObject()))
                        .field());
        assertEquals(
                "params.channel",
                failure(Connectors.CALL, input("slack", "post_message", token("a"), new JsonObject()))
                        .field());
        assertEquals(
                "credentials.token",
                failure(
                                Connectors.CALL,
                                input("slack", "post_message", new JsonObject(), new JsonObject().put("channel", "C")))
                        .field());
        assertEquals(
                Code.NOT_FOUND,
                failure(Connectors.CALL, input("smoke", "x", token("a"), new JsonObject()))
                        .code());
    }

    @Test
    void leavesNoSecretInTheAuditTrail() throws Exception {
        posted();
        post(token("a"));
        put("slack", "team", token("b"));

        String rows = rows("select * from audit_segments");
        assertFalse(rows.equals("[]"));
        assertFalse(rows.contains(SECRET), rows);
    }

    private String rows(String sql) throws Exception {
        var rows = TestKernel.get(node().kernel().database().query(Sql.of(sql), Params.NONE));
        return new JsonArray(StreamSupport.stream(rows.spliterator(), false)
                        .map(Row::toJson)
                        .toList())
                .encode();
    }

    @Test
    void callsAreTimedByConnectorAndOutcome() throws Exception {
        assertScraped("slack", "succeeded", 0);
        assertScraped("telegram", "failed", 0);
        posted();
        post(token("a"));
        provider.answer(400, new JsonObject(), "");
        failedPost(token("a"));
        failure(Connectors.CALL, input("slack", "no_such_action", token("a"), new JsonObject()));

        assertScraped("slack", "succeeded", 1);
        assertScraped("slack", "failed", 1);
        assertScraped("telegram", "failed", 0);
    }

    private void assertScraped(String connector, String outcome, int calls) throws Exception {
        node().assertScraped("levqor_connector_call_duration_seconds_count{connector=\"" + connector + "\",outcome=\""
                + outcome + "\"} " + calls);
    }
}
