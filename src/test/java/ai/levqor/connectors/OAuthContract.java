package ai.levqor.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How tokens are renewed and accounts connected, the same on every database. */
abstract class OAuthContract extends ConnectorsCase {
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

        assertEquals(Code.PROVIDER_REFUSED, failure.code());
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
        assertEquals(ConnectFlow.challenge(grant.getOrDefault("code_verifier", "")), query.get("code_challenge"));
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
        assertEquals(Code.PROVIDER_REFUSED, failure(Connectors.FINISH, back).code());
    }

    private static JsonObject gmail(String suffix) {
        return new JsonObject().put("access_token", SECRET + suffix).put("refresh_token", SECRET + "refresh");
    }

    private void renewed(String suffix) {
        provider.answer(
                200, new JsonObject().put("access_token", SECRET + suffix).put("expires_in", 3600));
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
