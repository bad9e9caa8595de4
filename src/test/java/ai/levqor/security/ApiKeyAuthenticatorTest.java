package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.keys.Keys;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked, what is remembered, and for how long. */
class ApiKeyAuthenticatorTest {
    private static final String CONFIGURED = "a-configured-key";

    private final Vertx vertx = Vertx.vertx();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final KeyHash hash = new KeyHash(TestKernel.SECRET);
    private final ApiKeyAuthenticator keys =
            new ApiKeyAuthenticator(vertx, new KeyRing(List.of(CONFIGURED), List.of(), hash), hash, clock);
    private final String stored = ApiKey.generate(ApiKey.Kind.LIVE).text();

    /** The questions that reached the actor, unanswered. */
    private final BlockingQueue<Message<JsonObject>> questions = new LinkedBlockingQueue<>();

    @BeforeEach
    void serve() throws Exception {
        BusClient.register(vertx);
        TestKernel.get(keys.listen());
        TestKernel.get(vertx.eventBus()
                .<JsonObject>consumer(Keys.RESOLVE.name(), questions::add)
                .completion());
    }

    @AfterEach
    void close() throws Exception {
        TestKernel.get(vertx.close());
    }

    private static JsonObject holder() {
        return new JsonObject()
                .put("known", true)
                .put("key_id", "live_0123456789ab")
                .put("scopes", new JsonArray().add("jobs:*"))
                .put("plan", "pro")
                .put("rate_per_minute", 600)
                .put("expires_at_ms", null);
    }

    private static JsonObject nobody() {
        return new JsonObject().put("known", false);
    }

    private Message<JsonObject> question() throws InterruptedException {
        Message<JsonObject> question = questions.poll(10, TimeUnit.SECONDS);
        assertTrue(question != null, "nobody asked");
        return question;
    }

    private Caller known() throws Exception {
        Future<Caller> caller = keys.authenticate(stored);
        if (!caller.isComplete()) {
            question().reply(holder());
        }
        return TestKernel.get(caller);
    }

    private static Code refused(Future<Caller> caller) {
        return assertThrows(Failure.class, () -> TestKernel.get(caller)).code();
    }

    @Test
    void aConfiguredKeyIsKnownAtOnce() {
        Future<Caller> caller = keys.authenticate(CONFIGURED);
        assertTrue(caller.isComplete());
        assertSame(caller, keys.authenticate(CONFIGURED), "and costs no object");
        assertTrue(questions.isEmpty());
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutAQuestion() {
        String typo = stored.substring(0, 20) + (stored.charAt(20) == 'a' ? 'b' : 'a') + stored.substring(21);
        for (String wrong : List.of("", " ", "a-configured-kez", typo, stored + "0", stored.substring(1))) {
            Future<Caller> caller = keys.authenticate(wrong);
            assertTrue(caller.isComplete(), wrong);
            assertEquals(Code.FORBIDDEN, refused(caller));
        }
        assertTrue(questions.isEmpty());
    }

    @Test
    void theQuestionHoldsTheHashAndTheAnswerIsRemembered() throws Exception {
        Future<Caller> first = keys.authenticate(stored);
        Message<JsonObject> question = question();
        assertEquals(new JsonObject().put("hash", hash.of(stored)), question.body());
        assertFalse(question.headers().toString().contains(stored));
        question.reply(holder());
        var caller = new Caller("live_0123456789ab", java.util.Set.of("jobs:*"), "", "", "", "pro", 600);
        assertEquals(caller, TestKernel.get(first));

        clock.advance(Duration.ofMillis(4_999));
        Future<Caller> second = keys.authenticate(stored);
        assertTrue(second.isComplete());
        assertSame(second, keys.authenticate(stored), "and costs no object");
        assertEquals(caller, second.result());

        clock.advance(Duration.ofMillis(1));
        assertFalse(keys.authenticate(stored).isComplete());
        question();
    }

    @Test
    void aClockThatIsSetBackKeepsNothingAlive() throws Exception {
        known();
        clock.advance(Duration.ofHours(-1));
        assertFalse(keys.authenticate(stored).isComplete());
    }

    @Test
    void thatNobodyHasItIsRememberedToo() throws Exception {
        Future<Caller> first = keys.authenticate(stored);
        question().reply(nobody());
        assertEquals(Code.FORBIDDEN, refused(first));
        assertEquals(Code.FORBIDDEN, refused(keys.authenticate(stored)));
        assertTrue(questions.isEmpty());
    }

    @Test
    void aKeyExpiresWhileItIsRemembered() throws Exception {
        Future<Caller> first = keys.authenticate(stored);
        question().reply(holder().put("expires_at_ms", clock.millis() + 1000));
        TestKernel.get(first);
        clock.advance(Duration.ofMillis(999));
        assertTrue(keys.authenticate(stored).succeeded());
        clock.advance(Duration.ofMillis(1));
        assertEquals(Code.FORBIDDEN, refused(keys.authenticate(stored)));
        assertTrue(questions.isEmpty());
    }

    @Test
    void aKeyExpiresWhileItIsAskedFor() throws Exception {
        Future<Caller> asked = keys.authenticate(stored);
        Message<JsonObject> question = question();
        clock.advance(Duration.ofSeconds(2));
        question.reply(holder().put("expires_at_ms", clock.millis() - 1));
        assertEquals(Code.FORBIDDEN, refused(asked));
    }

    @Test
    void oneQuestionServesAllWhoWaitEachOnTheirOwnContext() throws Exception {
        Context one = vertx.getOrCreateContext();
        Context two = vertx.getOrCreateContext();
        Future<Context> first = contextAfter(one);
        Message<JsonObject> question = question();
        Future<Context> second = contextAfter(two);
        Promise<Void> asked = Promise.promise();
        two.runOnContext(none -> asked.complete()); // after the second has asked
        TestKernel.get(asked.future());
        question.reply(holder());
        assertSame(one, TestKernel.get(first));
        assertSame(two, TestKernel.get(second));
        assertTrue(questions.isEmpty());
    }

    private Future<Context> contextAfter(Context context) {
        Promise<Context> after = Promise.promise();
        context.runOnContext(none ->
                keys.authenticate(stored).onComplete(caller -> after.complete(Vertx.currentContext()), after::fail));
        return after.future();
    }

    @Test
    void aChangeAnywhereMakesItAskAgain() throws Exception {
        known();
        vertx.eventBus().publish(Keys.CHANGED, null);
        Eventually.await("it forgets", () -> !keys.authenticate(stored).isComplete());
    }

    @Test
    void anAnswerFromBeforeAChangeIsNotRemembered() throws Exception {
        Future<Caller> before = keys.authenticate(stored);
        Message<JsonObject> question = question();
        keys.forget();
        Future<Caller> after = keys.authenticate(stored);
        question().reply(nobody());
        assertEquals(Code.FORBIDDEN, refused(after));
        question.reply(holder());
        TestKernel.get(before);
        assertEquals(Code.FORBIDDEN, refused(keys.authenticate(stored)));
    }

    @Test
    void whoCannotBeToldIsNeitherLetInNorForgotten() throws Exception {
        Future<Caller> first = keys.authenticate(stored);
        question().reply(new Failure(Code.UNAVAILABLE, "The database is unavailable; retry later."));
        assertEquals(Code.UNAVAILABLE, refused(first));
        assertTrue(keys.authenticate(CONFIGURED).succeeded());
        assertEquals("live_0123456789ab", known().id(), "asked again");
    }

    @Test
    void aDefectOfTheActorIsNoRefusal() throws Exception {
        Future<Caller> first = keys.authenticate(stored);
        question().reply(new JsonObject());
        assertEquals(Code.UNAVAILABLE, refused(first));
    }

    @Test
    void aFloodOfMadeUpKeysDisplacesNoKnownOne() throws Exception {
        known();
        for (int i = 0; i < ApiKeyAuthenticator.MAX_REMEMBERED + 10; i++) {
            Future<Caller> flood =
                    keys.authenticate(ApiKey.generate(ApiKey.Kind.LIVE).text());
            question().reply(nobody());
            assertEquals(Code.FORBIDDEN, refused(flood));
        }
        assertTrue(keys.authenticate(stored).succeeded());
    }

    @Test
    void aKeyThatWasMetIsRecognizedAndAnotherMustBeAskedFor() throws Exception {
        assertNull(keys.recognize(stored));
        assertTrue(questions.isEmpty());
        known();
        clock.advance(Duration.ofHours(1));
        keys.forget();
        Future<Caller> again = keys.recognize(stored);
        question().reply(nobody());
        assertEquals(Code.FORBIDDEN, refused(Objects.requireNonNull(again)));
        clock.advance(Duration.ofHours(1));
        assertNull(keys.recognize(stored), "nobody has it any more");
        assertTrue(questions.isEmpty());
        assertEquals(Code.FORBIDDEN, refused(Objects.requireNonNull(keys.recognize("typing error"))));
        assertTrue(Objects.requireNonNull(keys.recognize(CONFIGURED)).succeeded());
    }

    @Test
    void tellsNothing() throws Exception {
        known();
        assertEquals("ApiKeyAuthenticator[KeyRing[1 keys]]", keys.toString());
    }
}
