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
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
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

        assertEquals(Code.CONNECTOR_FAILED, failure.code());
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
    void refreshesAnExpiredTokenAndKeepsTheNewOne() throws Exception {
        put("gmail", "ann", gmail("old"));
        unauthorised();
        renewed("new");
        labelled();
        labelled();

        labels(stored("ann"));
        labels(stored("ann"));

        var requests = provider.requests();
        assertEquals(4, requests.size());
        assertEquals(
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        SECRET + "refresh",
                        "client_id",
                        "levqor.apps",
                        "client_secret",
                        SECRET + "client"),
                form(requests.get(1).getBodyAsString()));
        assertEquals("Bearer " + SECRET + "new", requests.get(2).getHeader("Authorization"));
        assertEquals("Bearer " + SECRET + "new", requests.get(3).getHeader("Authorization"));
        assertEquals(
                2,
                call(Connectors.CREDENTIALS, new JsonObject())
                        .getJsonArray("credentials")
                        .getJsonObject(0)
                        .getInteger("version"));
    }

    @Test
    void refreshesBeforeATokenEnds() throws Exception {
        put("gmail", "ann", gmail("old").put("expires_at", clock.instant().getEpochSecond() + 10));
        renewed("new");
        labelled();

        labels(stored("ann"));

        assertEquals("/token", provider.requests().getFirst().getUrl());
    }

    @Test
    void refreshesCredentialsOfACallForThoseThatFollow() throws Exception {
        unauthorised();
        renewed("new");
        labelled();
        labelled();

        labels(gmail("old"));
        labels(gmail("old"));

        assertEquals("Bearer " + SECRET + "new", provider.requests().getLast().getHeader("Authorization"));
    }

    @Test
    void tellsThatARefreshWasRefused() throws Exception {
        put("gmail", "ann", gmail("old"));
        unauthorised();
        provider.answer(400, new JsonObject().put("error", "invalid_grant").put("error_description", "revoked"));

        Failure failure = failure(Connectors.CALL, input("gmail", "list_labels", stored("ann"), new JsonObject()));

        assertEquals(Code.CONNECTOR_REFUSED, failure.code());
        assertEquals("invalid_grant", failure.details().getString("provider_code"));
    }

    @Test
    void connectsAnAccountByOAuth() throws Exception {
        // Its answer holds a state, which is told to the caller alone.
        JsonObject begun = node().call(
                        Connectors.AUTHORIZE,
                        new JsonObject().put("name", "gmail").put("credential", "ann"));
        URI url = URI.create(begun.getString("url"));
        Map<String, String> query = form(url.getRawQuery());
        assertEquals("code", query.get("response_type"));
        assertEquals("levqor.apps", query.get("client_id"));
        assertEquals("S256", query.get("code_challenge_method"));
        assertEquals("offline", query.get("access_type"));
        assertEquals(begun.getString("redirect_uri"), query.get("redirect_uri"));
        provider.answer(
                200,
                new JsonObject()
                        .put("access_token", SECRET + "granted")
                        .put("refresh_token", SECRET + "refresh")
                        .put("expires_in", 3600)
                        .put("scope", "x")
                        .put("token_type", "Bearer"));
        JsonObject back = new JsonObject().put("state", query.get("state")).put("code", "4/code");

        assertEquals("ann", call(Connectors.FINISH, back.copy()).getString("name"));

        Map<String, String> grant = form(provider.requests().getFirst().getBodyAsString());
        assertEquals("authorization_code", grant.get("grant_type"));
        assertEquals("4/code", grant.get("code"));
        assertEquals(ConnectFlow.challenge(grant.get("code_verifier")), query.get("code_challenge"));
        assertEquals("state", failure(Connectors.FINISH, back).field()); // good once
        labelled();
        labels(stored("ann"));
        assertEquals(
                "Bearer " + SECRET + "granted", provider.requests().getLast().getHeader("Authorization"));
    }

    @Test
    void forgetsAnAuthorizationAfterTenMinutes() throws Exception {
        JsonObject begun = node().call(
                        Connectors.AUTHORIZE,
                        new JsonObject().put("name", "gmail").put("credential", "ann"));
        String state = form(URI.create(begun.getString("url")).getRawQuery()).get("state");
        clock.advance(Duration.ofMinutes(11));

        JsonObject back = new JsonObject().put("state", state).put("code", "4/code");
        assertEquals("state", failure(Connectors.FINISH, back).field());
        assertTrue(provider.requests().isEmpty());
    }

    @Test
    void tellsThatAPersonRefused() {
        JsonObject back = new JsonObject().put("state", "none").put("error", "access_denied");
        assertEquals(Code.CONNECTOR_REFUSED, failure(Connectors.FINISH, back).code());
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

        String rows = rows("select * from audit");
        assertFalse(rows.equals("[]"));
        assertFalse(rows.contains(SECRET), rows);
    }

    private static JsonObject gmail(String suffix) {
        return new JsonObject().put("access_token", SECRET + suffix).put("refresh_token", SECRET + "refresh");
    }

    private void renewed(String suffix) {
        provider.answer(
                200, new JsonObject().put("access_token", SECRET + suffix).put("expires_in", 3600));
    }

    private String rows(String sql) throws Exception {
        var rows = TestKernel.get(node().kernel().database().query(Sql.of(sql), Params.NONE));
        return new JsonArray(StreamSupport.stream(rows.spliterator(), false)
                        .map(Row::toJson)
                        .toList())
                .encode();
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new HashMap<>();
        for (String pair : text.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }
}
