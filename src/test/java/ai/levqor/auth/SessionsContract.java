package ai.levqor.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.BrowserKey;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Sessions of people, the same on both databases. */
abstract class SessionsContract extends AuthCase {
    @Test
    void sessionsEndWhenIdleAndInAnyCase() throws Exception {
        JsonObject idle = signIn(ANN);
        clock.advance(Duration.ofDays(7).minusMillis(1));
        assertTrue(resolve(idle).getBoolean("known"));
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofDays(6));
            assertTrue(resolve(idle).getBoolean("known"), "use keeps it");
        }
        clock.advance(Duration.ofDays(5).plusMillis(1));
        assertFalse(resolve(idle).getBoolean("known"), "30 days are over");

        JsonObject forgotten = signIn(ANN);
        clock.advance(Duration.ofDays(7));
        assertFalse(resolve(forgotten).getBoolean("known"));
    }

    @Test
    void aSessionIsBoundSoonAfterItBeganOrNever() throws Exception {
        JsonObject first = byLink(mail(ANN).token());
        Caller ann = account(first.getJsonObject("account").getString("id"));
        JsonObject key = binding(first);
        assertEquals(
                Code.CONFLICT,
                failure(account(new UUID(7, 7).toString()), Auth.BIND_SESSION, key)
                        .code(),
                "another's");
        callAs(ann, Auth.BIND_SESSION, key);
        assertEquals(key.getJsonObject("key"), resolve(first).getJsonObject("key"));
        clock.advance(Duration.ofMinutes(5));
        callAs(ann, Auth.BIND_SESSION, key);
        assertEquals(
                Code.CONFLICT, failure(ann, Auth.BIND_SESSION, binding(first)).code(), "another key");

        JsonObject second = byLink(mail(ANN).token());
        assertFalse(resolve(second).containsKey("key"));
        clock.advance(Duration.ofMinutes(5));
        assertEquals(
                Code.CONFLICT, failure(ann, Auth.BIND_SESSION, binding(second)).code(), "too late");
    }

    private static JsonObject binding(JsonObject signedIn) throws Exception {
        return new JsonObject()
                .put("session", signedIn.getString("session"))
                .put("key", BrowserKey.generate().jwk());
    }

    @Test
    void signingInEndsTheSessionThatTheBrowserHad() throws Exception {
        JsonObject before = signIn(ANN);
        JsonObject next =
                call(Auth.LINK, link(mail("bob@example.com").token()).put("session", before.getString("session")));
        assertNotEquals(before.getString("session"), next.getString("session"));
        assertFalse(resolve(before).getBoolean("known"));
        assertTrue(resolve(next).getBoolean("known"));
    }

    @Test
    void theOldestSessionGivesWay() throws Exception {
        restart(Map.of("LEVQOR_AUTH_MAX_SESSIONS", "2"));
        JsonObject first = signIn(ANN);
        clock.advance(Duration.ofSeconds(1));
        JsonObject second = signIn(ANN);
        clock.advance(Duration.ofSeconds(1));
        JsonObject third = signIn(ANN);
        assertFalse(resolve(first).getBoolean("known"));
        assertTrue(resolve(second).getBoolean("known"));
        assertTrue(resolve(third).getBoolean("known"));
    }

    @Test
    void peopleSeeAndEndTheirOwnSessions() throws Exception {
        JsonObject one = call(Auth.LINK, link(mail(ANN).token()));
        clock.advance(Duration.ofMinutes(1));
        JsonObject two =
                callAs(from("198.51.100.4"), Auth.CODE, code(ANN, mail(ANN).code()));
        JsonObject other = signIn("bob@example.com");
        Caller ann = account(accountId(one));
        Caller bob = account(accountId(other));

        var sessions = callAs(ann, Auth.SESSIONS, new JsonObject()).getJsonArray("sessions");
        assertEquals(2, sessions.size());
        JsonObject newest = sessions.getJsonObject(0);
        assertEquals("198.51.100.4", newest.getString("address"));
        assertEquals("Firefox", newest.getString("agent"));

        var newestId = new JsonObject().put("session_id", newest.getString("session_id"));
        assertEquals(
                Code.NOT_FOUND, failure(bob, Auth.END_SESSION, newestId.copy()).code());
        callAs(ann, Auth.END_SESSION, newestId.copy());
        assertFalse(resolve(two).getBoolean("known"));
        assertTrue(resolve(one).getBoolean("known"));

        JsonObject three = signIn(ANN);
        callAs(ann, Auth.SIGN_OUT, new JsonObject().put("session", three.getString("session")));
        assertFalse(resolve(three).getBoolean("known"));

        callAs(ann, Auth.SIGN_OUT_EVERYWHERE, new JsonObject());
        assertFalse(resolve(one).getBoolean("known"));
        assertTrue(resolve(other).getBoolean("known"));
        for (var operation : List.of(Auth.SESSION, Auth.SESSIONS, Auth.SIGN_OUT, Auth.SIGN_OUT_EVERYWHERE)) {
            assertEquals(Code.UNAUTHORIZED, failure(operation, new JsonObject()).code(), operation.name());
        }
    }
}
