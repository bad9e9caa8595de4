package ai.levqor.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.keys.Keys;
import ai.levqor.keys.KeysVerticle;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose stored credentials are, the same on both databases. */
abstract class OwnershipContract extends ConnectorsCase {
    private static final Set<String> SCOPES = Set.of("connectors:call", "connectors:read", "connectors:write");
    private static final Caller ANN = new Caller("account:ann", SCOPES, "", "");
    private static final Caller BOB = new Caller("account:bob", SCOPES, "", "");
    private static final Caller ADMIN = new Caller("live_admin", Set.of("connectors:*"), "", "");

    private JsonObject as(Caller caller, Operation operation, JsonObject input) throws Exception {
        return TestKernel.get(node().kernel().bus().call(operation, input, caller));
    }

    private Code refused(Caller caller, Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> as(caller, operation, input)).code();
    }

    private static JsonObject id() {
        return new JsonObject().put("name", "slack").put("credential", "team");
    }

    private static JsonObject fields(String suffix) {
        return id().put("credentials", token(suffix));
    }

    private static JsonObject message() {
        return input(
                "slack",
                "post_message",
                stored("team"),
                new JsonObject().put("channel", "C1").put("text", "x"));
    }

    private int listed(Caller caller) throws Exception {
        return as(caller, Connectors.CREDENTIALS, new JsonObject())
                .getJsonArray("credentials")
                .size();
    }

    @Test
    void belongToWhoStoredThemAndToAdmins() throws Exception {
        JsonObject stored = as(ANN, Connectors.PUT_CREDENTIAL, fields("ann"));
        assertEquals("account:ann", stored.getString("created_by"));
        assertFalse(stored.getBoolean("shared"));
        posted();
        as(ANN, Connectors.CALL, message());
        posted();
        as(ADMIN, Connectors.CALL, message());

        assertEquals(Code.NOT_FOUND, refused(BOB, Connectors.CALL, message()));
        assertEquals(Code.NOT_FOUND, refused(BOB, Connectors.DELETE_CREDENTIAL, id()));
        assertEquals(Code.CONFLICT, refused(BOB, Connectors.PUT_CREDENTIAL, fields("bob")));
        assertEquals(0, listed(BOB));
        assertEquals(1, listed(ANN));
        assertEquals(1, listed(ADMIN));
        assertEquals(2, provider.requests().size());

        // Whose they are stays when an admin renews them.
        stored = as(ADMIN, Connectors.PUT_CREDENTIAL, fields("admin"));
        assertEquals("account:ann", stored.getString("created_by"));
        as(ANN, Connectors.DELETE_CREDENTIAL, id());
        as(BOB, Connectors.PUT_CREDENTIAL, fields("bob"));
        assertEquals(Code.NOT_FOUND, refused(ANN, Connectors.CALL, message()));
    }

    @Test
    void areForEverybodyWhenShared() throws Exception {
        assertTrue(as(ANN, Connectors.PUT_CREDENTIAL, fields("ann").put("shared", true))
                .getBoolean("shared"));
        posted();
        as(BOB, Connectors.CALL, message());
        assertEquals(1, listed(BOB));
        assertEquals(Code.CONFLICT, refused(BOB, Connectors.PUT_CREDENTIAL, fields("bob")));
        assertEquals(Code.NOT_FOUND, refused(BOB, Connectors.DELETE_CREDENTIAL, id()));

        // Unless told otherwise they stay so.
        assertTrue(as(ANN, Connectors.PUT_CREDENTIAL, fields("newer")).getBoolean("shared"));
        as(ANN, Connectors.PUT_CREDENTIAL, fields("newer").put("shared", false));
        assertEquals(Code.NOT_FOUND, refused(BOB, Connectors.CALL, message()));
    }

    @Test
    void belongToTheKeyThatReplacesTheirOwner() throws Exception {
        node().deploy(new KeysVerticle(node().kernel()));
        var scopes = new JsonArray().add("connectors:call").add("connectors:write");
        String first = key(Keys.CREATE, new JsonObject().put("name", "k").put("scopes", scopes));
        String other = key(Keys.CREATE, new JsonObject().put("name", "o").put("scopes", scopes));
        as(new Caller(first, SCOPES, "", ""), Connectors.PUT_CREDENTIAL, fields("key"));
        String second = key(Keys.ROTATE, new JsonObject().put("key_id", first));
        String third = key(Keys.ROTATE, new JsonObject().put("key_id", second));

        posted();
        as(new Caller(third, SCOPES, "", ""), Connectors.CALL, message());
        assertEquals(Code.NOT_FOUND, refused(new Caller(other, SCOPES, "", ""), Connectors.CALL, message()));
    }

    private String key(Operation operation, JsonObject input) throws Exception {
        return as(Caller.SYSTEM, operation, input).getString("key_id");
    }

    @Test
    void thoseFromBeforeStayEverybodys() throws Exception {
        as(ANN, Connectors.PUT_CREDENTIAL, fields("ann"));
        // As a node of the version before stores them.
        TestKernel.get(node().kernel()
                .database()
                .update(
                        Sql.of("insert into connector_credentials (connector, name, ciphertext, version, created_by,"
                                + " created_at, updated_at) select connector, 'old', ciphertext, version, created_by,"
                                + " created_at, updated_at from connector_credentials"),
                        Params.NONE));
        assertEquals(1, listed(BOB));
    }

    @Test
    void connectsNoAccountInPlaceOfAnothers() throws Exception {
        JsonObject id = new JsonObject().put("name", "gmail").put("credential", "office");
        as(ANN, Connectors.PUT_CREDENTIAL, id.copy().put("credentials", new JsonObject().put("access_token", SECRET + "ann")));
        assertEquals(Code.CONFLICT, refused(BOB, Connectors.AUTHORIZE, id.copy()));
        assertTrue(as(ANN, Connectors.AUTHORIZE, id.copy()).getString("url").contains("state="));
        assertTrue(as(ADMIN, Connectors.AUTHORIZE, id.copy()).getString("url").contains("state="));
    }

    @Test
    void anAccountThatWasBegunDoesNotTakeANameThatWasTakenMeanwhile() throws Exception {
        JsonObject id = new JsonObject().put("name", "gmail").put("credential", "office");
        String url = as(BOB, Connectors.AUTHORIZE, id.copy()).getString("url");
        String state = url.replaceAll(".*[?&]state=([^&]+).*", "$1");
        as(ANN, Connectors.PUT_CREDENTIAL, id.copy().put("credentials", new JsonObject().put("access_token", SECRET + "ann")));
        provider.answer(
                200,
                new JsonObject()
                        .put("access_token", SECRET + "granted")
                        .put("refresh_token", SECRET + "refresh")
                        .put("token_type", "Bearer")
                        .put("expires_in", 3600));
        assertEquals(
                Code.CONFLICT,
                refused(
                        Caller.ANONYMOUS,
                        Connectors.FINISH,
                        new JsonObject().put("state", state).put("code", "c")));
    }
}
