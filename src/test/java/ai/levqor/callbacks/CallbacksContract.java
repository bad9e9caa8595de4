package ai.levqor.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.callbacks.TestReceiver.Received;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What callbacks do, the same on both databases. */
abstract class CallbacksContract extends CallbacksCase {
    @Test
    void sendsTheStoredBodyAndLogsTheAttempt() throws Exception {
        deploy();

        String job = deliver(receiver.url("/hook?token=s3cret"));

        Received received = receiver.next();
        assertEquals("POST", received.method());
        assertEquals("/hook?token=s3cret", received.uri());
        assertEquals("application/json", received.header("content-type"));
        assertEquals(BODY, received.body());
        JsonObject delivery = inState("delivered", job);
        assertEquals(received.id(), delivery.getString("message_id"));
        assertTrue(received.id().matches("msg_[0-9a-f]{32}"), received.id());
        assertEquals(receiver.url("/hook"), delivery.getString("url"));
        assertNull(delivery.getValue("next_attempt_at"));
        JsonObject attempt = delivery.getJsonArray("attempts").getJsonObject(0);
        assertEquals(1, attempt.getInteger("attempt"));
        assertEquals(204, attempt.getInteger("status"));
        assertEquals(clock.millis() / 1000.0, attempt.getDouble("at"));
        assertNull(attempt.getValue("error"));
        assertEquals(
                new JsonObject()
                        .put("url", receiver.url("/hook"))
                        .put("state", "enabled")
                        .putNull("failing_since")
                        .putNull("disabled_at")
                        .putNull("reason"),
                endpoint());
    }

    @Test
    void sendsWhatWasStoredBeforeItStarted() throws Exception {
        deliver(receiver.url("/hook"));

        deploy();

        assertEquals(BODY, receiver.next().body());
    }

    @Test
    void triesAgainAtTheSchedule() throws Exception {
        receiver.answers(503);
        deploy();
        String job = deliver(receiver.url("/hook"));
        Received first = receiver.next();
        JsonObject delivery = after(1, job);
        assertEquals("pending", delivery.getString("state"));
        assertEquals(
                "The receiver answered 503.",
                delivery.getJsonArray("attempts").getJsonObject(0).getString("error"));

        advance(Duration.ofMillis(4_400)); // a tenth less than 5 s is the earliest
        after(1, deliver(receiver.url("/other"))); // proves that the node has looked
        assertEquals("/other", receiver.next().uri());
        assertEquals(0, receiver.waiting(), "sent before it was due");

        advance(Duration.ofMillis(1_200));

        Received second = receiver.next();
        assertEquals("/hook", second.uri());
        assertEquals(first.id(), second.id());
        assertEquals(first.body(), second.body());
        after(2, job);
    }

    @Test
    void theLastAttemptEndsItAndEachComesAtItsTime() throws Exception {
        receiver.answers(500);
        deploy();
        String job = deliver(receiver.url("/hook"));
        JsonObject delivery = after(1, job);
        for (int attempt = 1; attempt <= RetrySchedule.WAITS.size(); attempt++) {
            assertEquals("pending", delivery.getString("state"));
            long wait = delivery.getLong("next_attempt_at") * 1000 - clock.millis();
            long expected = RetrySchedule.WAITS.get(attempt - 1).toMillis();
            assertTrue(
                    wait >= expected * 0.9 - 1000 && wait <= expected * 1.1,
                    "attempt " + (attempt + 1) + " is due after " + wait);
            advance(Duration.ofMillis(wait + 1000));
            delivery = after(attempt + 1, job);
        }
        assertEquals("failed", delivery.getString("state"));
        assertNull(delivery.getValue("next_attempt_at"));
        assertEquals("enabled", endpoint().getString("state"), "the schedule is shorter than five days");

        receiver.answers(200);
        replay(job);
        assertEquals(11, inState("delivered", job).getJsonArray("attempts").size());
    }

    @Test
    void honoursRetryAfterInSecondsAndAsADate() throws Exception {
        receiver.answers((message, response) -> {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    clock.instant().plusSeconds(7200).atOffset(ZoneOffset.UTC));
            response.setStatusCode(429)
                    .putHeader("Retry-After", message.uri().equals("/date") ? date : "3600")
                    .end();
        });
        deploy();

        long seconds = after(1, deliver(receiver.url("/seconds"))).getLong("next_attempt_at");
        long date = after(1, deliver(receiver.url("/date"))).getLong("next_attempt_at");

        assertEquals(clock.instant().getEpochSecond() + 3600, seconds);
        assertEquals(clock.instant().getEpochSecond() + 7200, date);
    }

    @Test
    void aRedirectIsAFailureAndNotFollowed() throws Exception {
        receiver.answers((message, response) -> response.setStatusCode(302)
                .putHeader("Location", receiver.url("/elsewhere"))
                .end());
        deploy();

        String job = deliver(receiver.url("/hook"));

        JsonObject attempt = after(1, job).getJsonArray("attempts").getJsonObject(0);
        assertEquals(302, attempt.getInteger("status"));
        assertEquals("The receiver answered 302, a redirect; redirects are not followed.", attempt.getString("error"));
        assertEquals("/hook", receiver.next().uri());
        assertEquals(0, receiver.waiting());
    }

    @Test
    void anEndpointThatNothingIsSentToIsForgottenWithTheJobs() throws Exception {
        deploy();
        var retention = new EndpointRetention(node().kernel().database(), clock, Duration.ofDays(30));
        inState("delivered", deliver(receiver.url("/once")));
        receiver.answers(410);
        inState("disabled", deliver(receiver.url("/gone")));
        receiver.answers(200);
        inState("delivered", deliver(receiver.url("/still")));
        clock.advance(Duration.ofDays(29));
        inState("delivered", deliver(receiver.url("/still")));
        inState("disabled", deliver(receiver.url("/gone")));
        clock.advance(Duration.ofDays(2));

        TestKernel.get(retention.run());

        assertEquals(List.of(receiver.url("/gone"), receiver.url("/still")), endpoints());
        clock.advance(Duration.ofDays(30));
        TestKernel.get(retention.run());
        assertEquals(List.of(), endpoints());
    }

    private List<String> endpoints() throws Exception {
        return node().call(Callbacks.ENDPOINTS, new JsonObject()).getJsonArray("endpoints").stream()
                .map(endpoint -> ((JsonObject) endpoint).getString("url"))
                .sorted()
                .toList();
    }

    @Test
    void aReceiverThatIsGoneGetsNothingUntilItIsEnabled() throws Exception {
        receiver.answers(410);
        deploy();
        String first = deliver(receiver.url("/hook?a=1"));
        receiver.next();
        inState("disabled", first);
        JsonObject gone = endpoint();
        assertEquals("disabled", gone.getString("state"));
        assertEquals("It answered 410 (gone).", gone.getString("reason"));

        String second = deliver(receiver.url("/hook?a=2"));
        JsonObject withheld = inState("disabled", second);
        assertEquals(new JsonArray(), withheld.getJsonArray("attempts"));
        assertEquals(0, receiver.waiting());

        receiver.answers(200);
        assertEquals("enabled", enable(receiver.url("/hook")).getString("state"));

        inState("delivered", first);
        inState("delivered", second);
        assertNull(endpoint().getValue("failing_since"));
    }

    @Test
    void aReceiverThatAlwaysFailsIsDisabledAfterFiveDays() throws Exception {
        receiver.answers(500);
        deploy();
        String first = deliver(receiver.url("/hook"));
        after(1, first);
        long since = endpoint().getLong("failing_since");
        assertEquals(clock.instant().getEpochSecond(), since);

        advance(Duration.ofDays(5).minusSeconds(1));
        after(2, first);
        assertEquals("enabled", endpoint().getString("state"));
        clock.advance(Duration.ofSeconds(1));
        String second = deliver(receiver.url("/hook"));

        inState("disabled", second);
        JsonObject disabled = endpoint();
        assertEquals("disabled", disabled.getString("state"));
        assertEquals(since, disabled.getLong("failing_since"));
        assertEquals(
                "Every attempt since " + Instant.ofEpochSecond(since) + " has failed.", disabled.getString("reason"));

        receiver.answers(200);
        enable(receiver.url("/hook"));
        inState("delivered", second);
        advance(Duration.ofMinutes(6));
        inState("delivered", first);
    }

    @Test
    void aSuccessEndsTheFailing() throws Exception {
        receiver.answers(500);
        deploy();
        String job = deliver(receiver.url("/hook"));
        after(1, job);
        receiver.answers(200);

        advance(Duration.ofSeconds(6));

        inState("delivered", job);
        assertNull(endpoint().getValue("failing_since"));
    }

    @Test
    void anAnswerWithoutEndIsCutByTheTimeLimit() throws Exception {
        var node = start(Map.of("LEVQOR_CALLBACKS_TIMEOUT", "300ms"));
        nodes.remove(node);
        nodes.addFirst(node);
        receiver.answers((message, response) -> {
            response.setChunked(true).write("x");
            var drip = node.vertx().setPeriodic(20, none -> response.write("x"));
            response.closeHandler(none -> node.vertx().cancelTimer(drip));
        });
        deploy();

        String job = deliver(receiver.url("/hook"));

        JsonObject attempt = after(1, job).getJsonArray("attempts").getJsonObject(0);
        assertNull(attempt.getValue("status"));
        assertTrue(attempt.getString("error").contains("no whole answer within"), attempt.encode());
    }

    @Test
    void replaysWithTheSameMessageIdAndGoesOnCounting() throws Exception {
        deploy();
        String job = deliver(receiver.url("/hook"));
        String id = receiver.next().id();
        inState("delivered", job);

        JsonObject answer = replay(job);

        assertEquals("pending", answer.getString("state"));
        assertEquals(id, answer.getString("message_id"));
        assertEquals(id, receiver.next().id());
        JsonArray attempts = after(2, job).getJsonArray("attempts");
        assertEquals(2, attempts.getJsonObject(1).getInteger("attempt"));
    }

    @Test
    void refusesToReplayWhatIsUnderWayOrDue() throws Exception {
        receiver.holds();
        deploy();
        String job = deliver(receiver.url("/hook"));
        Received held = receiver.next();

        assertEquals(Code.CONFLICT, failure(() -> replay(job)).code());
        assertNull(delivery(job).getValue("next_attempt_at"));

        held.response().end();
        inState("delivered", job);
        receiver.answers(200);
        replay(job);
        after(2, job);
    }

    @Test
    void knowsNoCallbackOfAnotherJob() throws Exception {
        deploy();
        node().deploy(new JobsVerticle(node().kernel()));
        String unknown = ids.next().toString();

        assertEquals(Code.NOT_FOUND, failure(() -> replay(unknown)).code());
        assertEquals(Code.NOT_FOUND, failure(() -> deliveries(unknown)).code());
        assertEquals(Code.NOT_FOUND, failure(() -> deliveries("no-id")).code());
        assertEquals(
                Code.NOT_FOUND, failure(() -> enable("http://unknown.test/")).code());
    }

    @Test
    void aUrlThatCannotBeCalledFailsAtOnceAndItsPasswordStaysHidden() throws Exception {
        deploy();

        String job = deliver("http://user:pa55word@127.0.0.1:9999/hook");

        JsonObject delivery = inState("failed", job);
        assertEquals("http://127.0.0.1:9999/hook", delivery.getString("url"));
        assertEquals(1, delivery.getJsonArray("attempts").size());
        assertFalse((delivery.encode() + endpoint().encode()).contains("pa55word"));
    }

    @Test
    void anAddressInsideTheNetworkIsRefusedAndTriedAgain() throws Exception {
        deploy();

        JsonObject delivery = after(1, deliver("http://10.0.0.1/hook"));

        assertEquals("pending", delivery.getString("state"));
        JsonObject attempt = delivery.getJsonArray("attempts").getJsonObject(0);
        assertNull(attempt.getValue("status"));
        assertTrue(attempt.getString("error").contains("10.0.0.1"), attempt.encode());
    }

    @Test
    void sendsAgainWhatANodeThatDiedLeft() throws Exception {
        String job = deliver(receiver.url("/hook"));
        TestKernel.get(node().kernel()
                .database()
                .update(
                        Sql.of("update callback_deliveries set attempts = 1, next_at = #{leaseEnd}"),
                        Params.of("leaseEnd", clock.millis() + 40_000)));
        deploy();
        deliver(receiver.url("/other"));
        assertEquals("/other", receiver.next().uri());

        advance(Duration.ofSeconds(41));

        assertEquals("/hook", receiver.next().uri());
        JsonArray attempts = inState("delivered", job).getJsonArray("attempts");
        assertEquals(2, attempts.getJsonObject(0).getInteger("attempt"));
    }

    @Test
    void twoNodesSendEachAttemptOnce() throws Exception {
        TestKernel other = start(Map.of());
        Set<String> jobs = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            jobs.add(deliver(receiver.url("/hook/" + i)));
        }
        receiver.answers(500);
        Future.all(
                        node().vertx().deployVerticle(new CallbacksVerticle(node().kernel()), VIRTUAL),
                        other.vertx().deployVerticle(new CallbacksVerticle(other.kernel()), VIRTUAL))
                .await();
        Set<String> first = receive(60);
        assertEquals(60, first.size());
        for (String job : jobs) {
            after(1, job);
        }

        receiver.answers(200);
        clock.advance(Duration.ofSeconds(6));
        wake();
        other.vertx().eventBus().send("callbacks.wake", null);

        assertEquals(first, receive(60));
        for (String job : jobs) {
            inState("delivered", job);
            assertEquals(2, delivery(job).getJsonArray("attempts").size());
        }
        assertEquals(0, receiver.waiting());
    }

    private Set<String> receive(int messages) throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < messages; i++) {
            assertTrue(ids.add(receiver.next().id()), "sent twice");
        }
        return ids;
    }

    @Test
    void aSlowReceiverHoldsUpNoOther() throws Exception {
        receiver.holds();
        List<String> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(deliver(receiver.url("/slow")));
        }
        var quick = new TestReceiver(node().vertx());
        String job = deliver(quick.url("/quick"));

        deploy();

        quick.next();
        inState("delivered", job);
        List<Received> held = new ArrayList<>();
        for (int i = 0; i < InFlight.MAX_PER_ORIGIN; i++) {
            held.add(receiver.next());
        }
        deliver(quick.url("/quick"));
        quick.next();
        assertEquals(0, receiver.waiting(), "more at once than one origin may get");

        receiver.answers(200);
        held.forEach(message -> message.response().end());
        for (String each : slow) {
            inState("delivered", each);
        }
    }

    @Test
    void aNodeThatStopsLetsASendEnd() throws Exception {
        receiver.holds();
        String deployment = deploy();
        String job = deliver(receiver.url("/hook"));
        Received held = receiver.next();
        deliver(receiver.url("/hook"));
        Received second = receiver.next();

        Future<Void> stopped = node().vertx().undeploy(deployment);
        String late = store(receiver.url("/late"));
        assertFalse(stopped.isComplete());
        held.response().end();
        second.response().end();
        TestKernel.get(stopped);

        TestKernel other = start(Map.of());
        receiver.answers(200);
        deploy(other);
        assertEquals("/late", receiver.next().uri());
        Eventually.await(
                "both are delivered",
                () -> other.call(Callbacks.LOG, job(late))
                        .getJsonArray("deliveries")
                        .getJsonObject(0)
                        .getString("state")
                        .equals("delivered"));
        JsonObject delivery =
                other.call(Callbacks.LOG, job(job)).getJsonArray("deliveries").getJsonObject(0);
        assertEquals("delivered", delivery.getString("state"));
        assertEquals(1, delivery.getJsonArray("attempts").size());
    }

    @Test
    void listsEndpointsPageByPage() throws Exception {
        deploy();
        for (String path : List.of("/c", "/a", "/b")) {
            inState("delivered", deliver(receiver.url(path)));
        }

        JsonObject first = node().call(Callbacks.ENDPOINTS, new JsonObject().put("limit", 2));
        JsonObject second = node().call(
                        Callbacks.ENDPOINTS,
                        new JsonObject().put("limit", 2).put("cursor", first.getString("next_cursor")));

        assertTrue(first.getBoolean("has_more"));
        assertEquals(List.of(receiver.url("/a"), receiver.url("/b")), urls(first));
        assertFalse(second.getBoolean("has_more"));
        assertEquals(List.of(receiver.url("/c")), urls(second));
    }

    private static List<String> urls(JsonObject page) {
        return page.getJsonArray("endpoints").stream()
                .map(endpoint -> ((JsonObject) endpoint).getString("url"))
                .toList();
    }

    private static Failure failure(Executable call) {
        return assertThrows(Failure.class, call);
    }
}
