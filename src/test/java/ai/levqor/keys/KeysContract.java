package ai.levqor.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.security.ApiKey;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stored keys do, the same on both databases. */
abstract class KeysContract extends KeysCase {
    @Test
    void aNewKeyWorksAndIsShownOnce() throws Exception {
        JsonObject made =
                callAs(may("*"), Keys.CREATE, key("jobs:write", "jobs:read").put("expires_in", 3600));

        String text = made.getString("key");
        ApiKey key = ApiKey.parse(text).orElseThrow();
        assertEquals(ApiKey.Kind.TEST, key.kind());
        assertEquals(key.id(), made.getString("key_id"));
        assertEquals(
                List.of("jobs:read", "jobs:write"), made.getJsonArray("scopes").getList());
        assertEquals("active", made.getString("status"));
        assertEquals("test", made.getString("kind"));
        assertEquals("free", made.getString("plan"));
        assertEquals("test_0123456789ab", made.getString("created_by"));
        assertEquals(clock.millis() / 1000, made.getLong("created_at"));
        assertEquals(clock.millis() / 1000 + 3600, made.getLong("expires_at"));
        assertEquals(new Caller(key.id(), Set.of("jobs:read", "jobs:write"), "", "", "", "free", 0), present(made));

        made.remove("key");
        assertEquals(made, get(made).put("last_used_at", null));
        JsonObject page = call(Keys.LIST, new JsonObject());
        assertFalse(page.encode().contains(text));
        String row = TestKernel.get(node().kernel().database().query(Sql.of("select hash from api_keys"), Params.NONE))
                .iterator()
                .next()
                .getString("hash");
        assertTrue(row.matches("[0-9a-f]{64}"), row);
    }

    @Test
    void limitsTravelWithTheCaller() throws Exception {
        JsonObject made = call(Keys.CREATE, key("keys:*").put("plan", "pro").put("rate_per_minute", 600));
        Caller caller = present(made);
        assertEquals("pro", caller.plan());
        assertEquals(600, caller.ratePerMinute());

        JsonObject child = callAs(caller, Keys.CREATE, key("keys:read"));
        assertEquals("pro", child.getString("plan"), "who is limited passes the limits on");
        assertEquals(600, child.getInteger("rate_per_minute"));
        for (String limit : List.of("plan", "rate_per_minute")) {
            Object wanted = limit.equals("plan") ? "enterprise" : (Object) 9999;
            var lifted = assertThrows(
                    Failure.class,
                    () -> callAs(caller, Keys.CREATE, key("keys:read").put(limit, wanted)));
            assertEquals(Code.FORBIDDEN, lifted.code());
        }
    }

    @Test
    void aKeyEndsWhenItExpires() throws Exception {
        JsonObject made = call(Keys.CREATE, key("*").put("expires_in", 3));
        present(made);
        clock.advance(Duration.ofMillis(2_999));
        present(made);
        clock.advance(Duration.ofMillis(1));

        assertEquals(Code.FORBIDDEN, refused(made), "although it is remembered");
        assertEquals("expired", get(made).getString("status"));

        JsonObject dated = call(Keys.CREATE, key("*").put("expires_at", clock.millis() / 1000 + 60));
        clock.advance(Duration.ofSeconds(60));
        assertEquals(Code.FORBIDDEN, refused(dated));
    }

    @Test
    void revokingEndsAKeyAtOnce() throws Exception {
        JsonObject made = create("jobs:*");
        present(made);

        JsonObject revoked = call(Keys.REVOKE, id(made));

        assertEquals(Code.FORBIDDEN, refused(made));
        assertEquals("revoked", revoked.getString("status"));
        clock.advance(Duration.ofSeconds(10));
        assertEquals(revoked, call(Keys.REVOKE, id(made)), "the first time counts");
        assertEquals(Code.CONFLICT, failure(Keys.ROTATE, id(made)).code());
    }

    @Test
    void bothKeysWorkWhileARotationOverlaps() throws Exception {
        JsonObject old = call(
                Keys.CREATE,
                key("jobs:write").put("expires_in", 604_800).put("plan", "pro").put("rate_per_minute", 60));
        clock.advance(Duration.ofDays(3));

        JsonObject next = call(Keys.ROTATE, id(old));

        assertNotEquals(old.getString("key"), next.getString("key"));
        for (String same : List.of("name", "scopes", "plan", "rate_per_minute")) {
            assertEquals(old.getValue(same), next.getValue(same), same);
        }
        assertEquals(clock.millis() / 1000 + 604_800, next.getLong("expires_at"), "its lifetime anew");
        JsonObject replaced = get(old);
        assertEquals("replaced", replaced.getString("status"));
        assertEquals(next.getString("key_id"), replaced.getString("replaced_by"));
        assertEquals(clock.millis() / 1000 + 86_400, replaced.getLong("expires_at"));
        assertEquals(old.getString("key_id"), present(old).id());
        assertEquals(next.getString("key_id"), present(next).id());

        Failure again = failure(Keys.ROTATE, id(old));
        assertEquals(Code.CONFLICT, again.code());
        assertEquals(next.getString("key_id"), again.details().getString("replaced_by"));

        clock.advance(Duration.ofDays(1));
        assertEquals(Code.FORBIDDEN, refused(old));
        present(next);
    }

    @Test
    void theOverlapCanBeGivenAndNeverProlongs() throws Exception {
        JsonObject old = create("jobs:write");
        JsonObject next = call(Keys.ROTATE, id(old).put("overlap", 0));
        assertEquals(Code.FORBIDDEN, refused(old));
        present(next);

        JsonObject brief = call(Keys.CREATE, key("jobs:write").put("expires_in", 60));
        call(Keys.ROTATE, id(brief).put("overlap", 3600));
        assertEquals(brief.getLong("expires_at"), get(brief).getLong("expires_at"));
    }

    @Test
    void ofTwoRotationsAtOnceOneCounts() throws Exception {
        JsonObject old = create("jobs:write");
        var both = List.of(
                node().kernel().bus().call(Keys.ROTATE, id(old), Caller.SYSTEM),
                node().kernel().bus().call(Keys.ROTATE, id(old), Caller.SYSTEM));
        int made = 0;
        for (var one : both) {
            try {
                present(TestKernel.get(one));
                made++;
            } catch (Failure failure) {
                assertEquals(Code.CONFLICT, failure.code());
            }
        }
        assertEquals(1, made);
        assertEquals(2, call(Keys.LIST, new JsonObject()).getJsonArray("keys").size());
    }

    @Test
    void nobodyGrantsMoreThanTheyHold() throws Exception {
        JsonObject strong = create("*");
        Caller weak = may("keys:write", "jobs:read");
        for (String scope : List.of("*", "jobs:*", "jobs:write", "keys:*", "keys:read")) {
            var refused = assertThrows(Failure.class, () -> callAs(weak, Keys.CREATE, key("jobs:read", scope)));
            assertEquals(Code.FORBIDDEN, refused.code(), scope);
            assertNull(refused.getMessage());
        }
        assertEquals(
                Code.FORBIDDEN,
                assertThrows(Failure.class, () -> callAs(weak, Keys.ROTATE, id(strong)))
                        .code(),
                "a rotation hands out the scopes of the old key");
        callAs(weak, Keys.CREATE, key("jobs:read", "keys:write"));
        callAs(may("jobs:*", "keys:write"), Keys.CREATE, key("jobs:*", "jobs:read"));
        present(strong);
    }

    @ParameterizedTest
    @CsvSource({"jobs:wirte", "job:*", "jobs", "**", "'jobs:write '", "keys:resolve"})
    void unknownScopesAreNamed(String scope) {
        Failure failure = failure(Keys.CREATE, key("jobs:read", scope));
        assertEquals(Code.INVALID_REQUEST, failure.code());
        assertEquals("scopes[1]", failure.field());
        assertTrue(String.valueOf(failure.getMessage()).contains("callbacks:*, "), failure::getMessage);
    }

    @Test
    void wrongTimesAreNamed() {
        long now = clock.millis() / 1000;
        assertEquals(
                "expires_at",
                failure(Keys.CREATE, key("*").put("expires_at", now)).field());
        Failure both = failure(Keys.CREATE, key("*").put("expires_at", now + 9).put("expires_in", 9));
        assertEquals("expires_at", both.field());
        assertEquals(
                "expires_in",
                failure(Keys.CREATE, key("*").put("expires_in", 0)).field());
        assertEquals(
                "overlap",
                failure(Keys.ROTATE, new JsonObject().put("key_id", "x").put("overlap", -1))
                        .field());
    }

    @Test
    void unknownKeysAreNotFound() {
        var nothing = new JsonObject().put("key_id", "test_000000000000");
        for (var operation : List.of(Keys.GET, Keys.ROTATE, Keys.REVOKE)) {
            Failure failure = failure(operation, nothing.copy());
            assertEquals(Code.NOT_FOUND, failure.code());
            assertEquals(nothing, failure.details());
        }
    }

    @Test
    void listsNewestFirstPageByPage() throws Exception {
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(create("jobs:read").getString("key_id"));
        }
        var listed = new ArrayList<String>();
        var input = new JsonObject().put("limit", 2);
        JsonObject page;
        do {
            page = call(Keys.LIST, input.copy());
            page.getJsonArray("keys").forEach(key -> listed.add(((JsonObject) key).getString("key_id")));
            input.put("cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more"));
        assertEquals(made, listed);
        assertEquals(
                "cursor",
                failure(Keys.LIST, new JsonObject().put("cursor", "bm9uZQ")).field());
    }

    @Test
    void theLastUseIsWrittenAsideAndOnceAMinute() throws Exception {
        JsonObject made = create("jobs:read");
        JsonObject unused = create("jobs:read");
        long first = clock.millis() / 1000;
        present(made);
        assertNull(get(made).getValue("last_used_at"), "nothing is written while somebody waits");
        restart();
        assertEquals(first, get(made).getLong("last_used_at"));
        assertNull(get(unused).getValue("last_used_at"));

        clock.advance(Duration.ofSeconds(59));
        present(made);
        restart();
        assertEquals(first, get(made).getLong("last_used_at"), "once a minute");

        clock.advance(Duration.ofSeconds(6));
        present(made);
        restart();
        assertEquals(first + 65, get(made).getLong("last_used_at"));
    }

    @Test
    void whoRevokesAKeyIsToldOfItsLastUse() throws Exception {
        JsonObject made = create("jobs:read");
        JsonObject unused = create("jobs:read");
        present(made);
        assertEquals(clock.millis() / 1000, call(Keys.REVOKE, id(made)).getLong("last_used_at"));
        assertNull(call(Keys.REVOKE, id(unused)).getValue("last_used_at"));
    }

    private void restart() throws Exception {
        TestKernel.get(node().vertx().undeploy(deployment)); // writes what it noted
        deployment = node().deploy(new KeysVerticle(node().kernel()));
    }

    @Test
    void aNodeThatHearsNothingNoticesWithinSeconds() throws Exception {
        TestKernel other = start();
        JsonObject made = create("jobs:read");
        present(other, made);
        call(Keys.REVOKE, id(made));

        clock.advance(Duration.ofSeconds(5));

        assertEquals(
                Code.FORBIDDEN,
                assertThrows(Failure.class, () -> present(other, made)).code());
    }

    @Test
    void aNodeWithoutAnybodyToAskSaysSo() throws Exception {
        JsonObject made = create("jobs:read");
        TestKernel.get(node().vertx().undeploy(deployment));
        assertEquals(Code.UNAVAILABLE, refused(made));
        String typo = made.getString("key").replaceFirst(".$", "~");
        assertEquals(Code.FORBIDDEN, refused(new JsonObject().put("key", typo)), "needs nobody to ask");
        deployment = node().deploy(new KeysVerticle(node().kernel()));
        present(made);
    }

    @Test
    void aBusClientPresentsItsKeyToo() throws Exception {
        JsonObject made = create("keys:read");
        var options = new DeliveryOptions().addHeader("api-key", made.getString("key"));
        var bus = node().vertx().eventBus();
        assertEquals(
                1,
                TestKernel.get(bus.<JsonObject>request("keys.list", new JsonObject(), options))
                        .body()
                        .getJsonArray("keys")
                        .size());
        assertEquals(
                Code.FORBIDDEN,
                assertThrows(Failure.class, () -> TestKernel.get(bus.request("keys.create", key("keys:read"), options)))
                        .code());
        var hash = new JsonObject().put("hash", "0".repeat(64));
        assertEquals(
                Code.FORBIDDEN,
                assertThrows(Failure.class, () -> TestKernel.get(bus.request("keys.resolve", hash, options)))
                        .code());
    }
}
