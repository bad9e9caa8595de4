package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mails on their way to a server that does as the test says, the same on both databases. */
abstract class DeliveryContract extends EmailCase {
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
    void aMailThatCanReachNobodyWaitsToBeCancelledAndIsNotHandedOver() throws Exception {
        ScriptedSmtp server = smtp();
        String kept = send(mail().put("to", "nobody@Some.INVALID").put("cc", "Ann <ann@invalid>"));
        String cancelled = send(mail().put("to", "nobody@some.invalid"));
        String other = send(mail().put("to", strings("nobody@some.invalid", "bob@example.com")));
        inStatus("sent", other);
        assertEquals("queued", get(kept).getString("status"));
        assertEquals("cancelled", call(Email.CANCEL, id(cancelled)).getString("status"));

        advance(Duration.ofSeconds(61));

        assertEquals("kept", attempt(inStatus("outbox", kept), 1).getString("outcome"));
        assertEquals("cancelled", get(cancelled).getString("status"));
        assertEquals(1, count(server, "MAIL FROM:<no-reply@mail.example>"), "the one that somebody can get");
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
    void attemptsThatAreFollowedByAnotherAreCounted() throws Exception {
        ScriptedSmtp server = smtp();
        server.answers("RCPT", "451 4.7.1 Greylisted, try again later");
        after(1, send(mail()));
        node().assertScraped("levqor_mail_attempts_total{outcome=\"retry\"} 1.0");
        node().assertScraped("levqor_mail_attempts_total{outcome=\"sent\"} 0.0");
    }
}
