package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mails as they are stored, listed and forgotten, the same on both databases. */
abstract class OutboxContract extends EmailCase {
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

    @Test
    void attemptsAreCountedByOutcome() throws Exception {
        start();
        node().assertScraped("levqor_mail_attempts_total{outcome=\"kept\"} 0.0");
        inStatus("outbox", send(mail()));
        node().assertScraped("levqor_mail_attempts_total{outcome=\"kept\"} 1.0");
        node().assertScraped("levqor_mail_attempts_total{outcome=\"sent\"} 0.0");
        node().assertScraped("levqor_mail_duration_seconds_count 1");
    }
}
