package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What mails do, the same on both databases. */
abstract class EmailContract extends EmailCase {
    private static final String MINUTE = "LEVQOR_MAIL_LIMITS_FREE_MINUTE";

    @Test
    void withoutATransportMailsStayInTheOutbox() throws Exception {
        start();
        JsonObject mail = new JsonObject()
                .put("to", strings("Ann Lee <ann@example.com>", "bob@example.com"))
                .put("cc", "carol@example.com")
                .put("bcc", "dan@example.com")
                .put("reply_to", "sales@example.com")
                .put("subject", "Grüße")
                .put("text", "Liebe Ann …")
                .put("html", "<p>Liebe Ann …</p>")
                .put(
                        "attachments",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("filename", "a.txt")
                                        .put("content_type", "text/plain")
                                        .put("content", "aGVsbG8=")));

        JsonObject queued = call(Email.SEND, mail);

        assertEquals("queued", queued.getString("status"));
        JsonObject kept = inStatus("outbox", queued.getString("id"));
        assertEquals("Lévqor <no-reply@mail.example>", kept.getString("from"));
        assertEquals(strings("Ann Lee <ann@example.com>", "bob@example.com"), kept.getJsonArray("to"));
        assertEquals(strings("carol@example.com"), kept.getJsonArray("cc"));
        assertEquals(strings("dan@example.com"), kept.getJsonArray("bcc"));
        assertEquals(strings("sales@example.com"), kept.getJsonArray("reply_to"));
        assertEquals("Grüße", kept.getString("subject"));
        assertEquals("Liebe Ann …", kept.getString("text"));
        assertEquals("<p>Liebe Ann …</p>", kept.getString("html"));
        assertEquals(
                new JsonObject()
                        .put("filename", "a.txt")
                        .put("content_type", "text/plain")
                        .put("size", 5),
                kept.getJsonArray("attachments").getJsonObject(0));
        assertEquals(1, call(Email.FILES, new JsonObject()).getLong("attachments"));
        assertEquals("kept", attempt(kept, 1).getString("outcome"));
        assertNull(kept.getValue("next_attempt_at"));
    }

    @Test
    void listsByStatusNewestFirstInPages() throws Exception {
        start();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(send(mail().put("subject", "mail " + i)));
            inStatus("outbox", ids.getFirst());
        }
        List<String> found = new ArrayList<>();
        JsonObject filter = new JsonObject().put("status", "outbox").put("limit", 2);
        JsonObject page;
        do {
            page = call(Email.LIST, filter);
            page.getJsonArray("emails").forEach(mail -> found.add(((JsonObject) mail).getString("id")));
            filter.put("cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more"));
        assertEquals(ids, found);
        assertTrue(call(Email.LIST, new JsonObject().put("status", "sent"))
                .getJsonArray("emails")
                .isEmpty());
        assertEquals(5, call(Email.COUNTS, new JsonObject()).getLong("outbox"));
        assertEquals(
                Code.INVALID_REQUEST,
                refused(Caller.SYSTEM, Email.LIST, new JsonObject().put("cursor", "bm9uZQ"))
                        .code());
    }

    @Test
    void aKeySeesItsOwnMailsOnly() throws Exception {
        start();
        String systems = send(mail());
        String mine = callAs(FREE, Email.SEND, mail()).getString("id");
        Caller clerk = caller("test_000000000009", "free", "email:read", "email:write");
        String theirs = callAs(clerk, Email.SEND, mail()).getString("id");

        JsonArray listed = callAs(clerk, Email.LIST, new JsonObject()).getJsonArray("emails");
        assertEquals(1, listed.size());
        assertEquals(theirs, listed.getJsonObject(0).getString("id"));
        for (String other : List.of(systems, mine)) {
            assertEquals(Code.NOT_FOUND, refused(clerk, Email.GET, id(other)).code());
            assertEquals(Code.NOT_FOUND, refused(clerk, Email.CANCEL, id(other)).code());
        }
        assertEquals(theirs, callAs(clerk, Email.GET, id(theirs)).getString("id"));
        assertEquals(
                3,
                callAs(FREE, Email.LIST, new JsonObject())
                        .getJsonArray("emails")
                        .size(),
                "email:* sees all");
        assertEquals(Code.NOT_FOUND, refused(FREE, Email.GET, id("no-id")).code());
    }

    @Test
    void temporaryFailuresAreTriedAgainAtTheSchedule() throws Exception {
        ScriptedSmtp server = smtp("LEVQOR_MAIL_MAX_ATTEMPTS", "3");
        server.answers("RCPT", "451 4.7.1 Greylisted, try again later");
        String id = send(mail());

        JsonObject mail = after(1, id);

        assertEquals("queued", mail.getString("status"));
        assertTrue(mail.getString("error").contains("451 4.7.1 Greylisted"), mail.getString("error"));
        assertEquals("retry", attempt(mail, 1).getString("outcome"));
        long wait = mail.getLong("next_attempt_at") - clock.instant().getEpochSecond();
        assertTrue(wait >= 26 && wait <= 33, "30 s, a tenth more or less: " + wait);
        advance(Duration.ofSeconds(20));
        send(mail().put("to", "other@example.com"));
        Eventually.await("the other one is tried", () -> count(server, "RCPT TO:<other@example.com>") == 1);
        assertEquals(1, count(server, "RCPT TO:<ann@example.com>"), "tried before it was due");

        advance(Duration.ofSeconds(14));
        mail = after(2, id);
        wait = mail.getLong("next_attempt_at") - clock.instant().getEpochSecond();
        assertTrue(wait >= 53 && wait <= 66, "60 s, a tenth more or less: " + wait);
        advance(Duration.ofSeconds(67));
        mail = after(3, id);
        assertEquals("failed", mail.getString("status"), "that was the last attempt");
        assertEquals("retry", attempt(mail, 3).getString("outcome"));
    }

    @Test
    void everyAttemptHasTheSameMessageId() throws Exception {
        ScriptedSmtp server = smtp();
        // The worst moment: the server has the mail, and its answer is lost.
        server.answers("END", "421 4.3.0 closing");
        String id = send(mail());
        after(1, id);
        server.takes();
        advance(Duration.ofSeconds(40));

        JsonObject sent = inStatus("sent", id);

        assertTrue(server.next().contains("Message-ID: " + sent.getString("message_id")));
        assertEquals("<" + id + "@mail.example>", sent.getString("message_id"));
        assertEquals(2, sent.getInteger("attempts"));
        assertNull(sent.getString("error"));
    }

    @Test
    void aPermanentFailureEndsItWithTheServersWords() throws Exception {
        ScriptedSmtp server = smtp();
        server.answers("RCPT TO:<BOB", "550 5.1.1 No such user here");
        String id = send(mail().put("to", strings("ann@example.com", "bob@example.com")));

        JsonObject mail = inStatus("failed", id);

        assertTrue(mail.getString("error").contains("550 5.1.1 No such user here"), mail.getString("error"));
        assertEquals(1, mail.getInteger("attempts"));
        assertFalse(server.commands().contains("DATA"), "nobody gets a mail that not all can get");
        assertEquals(1, call(Email.COUNTS, new JsonObject()).getLong("failed"));
    }

    @Test
    void aServerThatHangsIsLeftAfterTheTimeout() throws Exception {
        ScriptedSmtp server = smtp("LEVQOR_MAIL_TIMEOUT", "1s");
        server.answers("MAIL", "hang");

        JsonObject mail = after(1, send(mail()));

        assertEquals("queued", mail.getString("status"));
        assertEquals("retry", attempt(mail, 1).getString("outcome"));
        server.takes();
        advance(Duration.ofSeconds(40));
        inStatus("sent", mail.getString("id"));
    }

    @Test
    void anUnreachableServerIsTriedAgain() throws Exception {
        start("LEVQOR_SMTP_URL", "smtp://127.0.0.1:1");
        JsonObject mail = after(1, send(mail()));
        assertEquals("queued", mail.getString("status"));
        assertEquals("The mail server cannot be reached, or broke the connection.", mail.getString("error"));
    }

    @Test
    void aLostMailOfADeadNodeIsSentByAnother() throws Exception {
        ScriptedSmtp server = smtp("LEVQOR_MAIL_TIMEOUT", "5m");
        server.answers("END", "hang");
        String id = send(mail());
        Eventually.await("it is being sent", () -> get(id).getString("status").equals("sending"));
        assertEquals(Code.CONFLICT, refused(Caller.SYSTEM, Email.CANCEL, id(id)).code());
        Eventually.await("the server has it", () -> server.commands().contains("DATA"));
        server.takes();
        TestKernel second = start("LEVQOR_SMTP_URL", server.url());

        clock.advance(Duration.ofMinutes(6));
        second.vertx().eventBus().send("email.wake", null);

        assertTrue(server.next().contains("<" + id + "@mail.example>"));
        inStatus("sent", id);
    }

    @Test
    void aQueuedMailCanBeCancelled() throws Exception {
        ScriptedSmtp server = smtp();
        server.answers("MAIL", "450 later");
        String id = send(mail());
        after(1, id);

        assertEquals("cancelled", call(Email.CANCEL, id(id)).getString("status"));
        assertEquals("cancelled", call(Email.CANCEL, id(id)).getString("status"), "a second time changes nothing");

        server.takes();
        advance(Duration.ofMinutes(2));
        String sent = send(mail());
        inStatus("sent", sent);
        assertTrue(server.next().contains(sent));
        assertEquals("cancelled", get(id).getString("status"));
        assertEquals(
                Code.CONFLICT, refused(Caller.SYSTEM, Email.CANCEL, id(sent)).code());
    }

    @Test
    void theSameIdempotencyKeyQueuesOneMail() throws Exception {
        start();
        JsonObject mail = mail().put("idempotency_key", "k-1");
        String id = callAs(FREE, Email.SEND, mail.copy()).getString("id");
        assertEquals(id, callAs(FREE, Email.SEND, mail.copy()).getString("id"));
        assertEquals(
                Code.IDEMPOTENCY_MISMATCH,
                refused(FREE, Email.SEND, mail.copy().put("subject", "Other")).code());
        assertNotEquals(id, callAs(ENTERPRISE, Email.SEND, mail.copy()).getString("id"));
        assertEquals(1, used(FREE, "month"));
    }

    @Test
    void aPlanHasItsLimitsAMinuteAndAMonth() throws Exception {
        start("LEVQOR_MAIL_LIMITS_FREE_MONTH", "7");
        for (int i = 0; i < 5; i++) {
            callAs(FREE, Email.SEND, mail());
        }

        Failure minute = refused(FREE, Email.SEND, mail());

        assertEquals(Code.RATE_LIMITED, minute.code());
        assertEquals("The plan free allows 5 mails a minute.", minute.getMessage());
        assertEquals("mails_per_minute", minute.details().getString("limit"));
        assertEquals(50, minute.details().getLong("retry_after"));
        assertEquals(5, used(FREE, "month"), "a refused mail does not count");
        assertEquals("queued", callAs(ENTERPRISE, Email.SEND, mail()).getString("status"), "others are not held up");

        clock.advance(Duration.ofSeconds(50));
        callAs(FREE, Email.SEND, mail());
        callAs(FREE, Email.SEND, mail());
        Failure month = refused(FREE, Email.SEND, mail());
        assertEquals("mails_per_month", month.details().getString("limit"));
        assertEquals(9 * 86_400 + 13 * 3_600 + 59 * 60, month.details().getLong("retry_after"));

        clock.advance(Duration.ofDays(10));
        callAs(FREE, Email.SEND, mail());
        assertEquals(1, used(FREE, "month"));
    }

    @Test
    void limitsAreExactOverNodes() throws Exception {
        start(MINUTE, "20", "LEVQOR_MAIL_LIMITS_FREE_MONTH", "1000");
        TestKernel second = start(MINUTE, "20", "LEVQOR_MAIL_LIMITS_FREE_MONTH", "1000");
        var calls = IntStream.range(0, 60)
                .mapToObj(i -> (i % 2 == 0 ? node() : second).kernel().bus().call(Email.SEND, mail(), FREE))
                .toList();

        Future.join(calls).otherwiseEmpty().await();

        assertEquals(20, calls.stream().filter(Future::succeeded).count());
        calls.stream()
                .filter(Future::failed)
                .forEach(call -> assertEquals(Code.RATE_LIMITED, ((Failure) call.cause()).code()));
        assertEquals(20, used(FREE, "minute"));
        assertEquals(20, used(FREE, "month"));
        assertEquals(
                20,
                callAs(FREE, Email.LIST, new JsonObject())
                        .getJsonArray("emails")
                        .size());
    }

    @Test
    void usageTellsWhatIsLeft() throws Exception {
        start();
        callAs(FREE, Email.SEND, mail());
        JsonObject usage = callAs(FREE, Email.USAGE, new JsonObject());
        assertEquals("free", usage.getString("plan"));
        assertEquals(
                new JsonObject()
                        .put("used", 1)
                        .put("limit", 500)
                        .put("remaining", 499)
                        .put("resets_at", Instant.parse("2026-12-01T00:00:00Z").getEpochSecond()),
                usage.getJsonObject("emails").getJsonObject("month"));
        assertEquals(4, usage.getJsonObject("emails").getJsonObject("minute").getInteger("remaining"));

        JsonObject enterprise =
                callAs(ENTERPRISE, Email.USAGE, new JsonObject()).getJsonObject("emails");
        assertNull(enterprise.getJsonObject("month").getValue("limit"));
        assertEquals(100, enterprise.getJsonObject("minute").getInteger("limit"));
        assertNull(call(Email.USAGE, new JsonObject()).getString("plan"));
    }

    @Test
    void theServiceItselfHasNoLimit() throws Exception {
        start(MINUTE, "1");
        for (int i = 0; i < 3; i++) {
            send(mail());
        }
        assertEquals(
                3, call(Email.LIST, new JsonObject()).getJsonArray("emails").size());
    }

    @Test
    void mailsThatEndedAreDeletedAfterTheirRetention() throws Exception {
        start();
        String id = inStatus("outbox", send(mail())).getString("id");
        var retention = new Retention(node().kernel().database(), clock, Duration.ofDays(30));
        clock.advance(Duration.ofDays(29));
        TestKernel.get(retention.run());
        assertEquals("outbox", get(id).getString("status"));
        clock.advance(Duration.ofDays(2));

        TestKernel.get(retention.run());

        assertEquals(Code.NOT_FOUND, refused(Caller.SYSTEM, Email.GET, id(id)).code());
    }

    private int used(Caller caller, String period) throws Exception {
        return callAs(caller, Email.USAGE, new JsonObject())
                .getJsonObject("emails")
                .getJsonObject(period)
                .getInteger("used");
    }

    /** Starts a node that sends to a server which does as the test says. */
    private ScriptedSmtp smtp(String... settings) throws Exception {
        var env = new ArrayList<>(List.of(settings));
        var server = new ScriptedSmtp(vertx());
        env.addAll(List.of("LEVQOR_SMTP_URL", server.url()));
        start(env.toArray(String[]::new));
        return server;
    }

    private static long count(ScriptedSmtp server, String command) {
        return server.commands().stream().filter(command::equals).count();
    }

    @Test
    void attemptsAreCountedByOutcome() throws Exception {
        start();
        node().assertScraped("levqor_mail_attempts_total{outcome=\"kept\"} 0.0");
        inStatus("outbox", send(mail()));
        node().assertScraped("levqor_mail_attempts_total{outcome=\"kept\"} 1.0");
        node().assertScraped("levqor_mail_attempts_total{outcome=\"sent\"} 0.0");
        node().assertScraped("levqor_mail_duration_seconds_count 1");
    }

    @Test
    void attemptsThatAreFollowedByAnotherAreCounted() throws Exception {
        ScriptedSmtp server = smtp();
        server.answers("RCPT", "451 4.7.1 Greylisted, try again later");
        after(1, send(mail()));
        node().assertScraped("levqor_mail_attempts_total{outcome=\"retry\"} 1.0");
        node().assertScraped("levqor_mail_attempts_total{outcome=\"sent\"} 0.0");
    }
}
