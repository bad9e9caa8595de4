package ai.levqor.email;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail whose next attempt this node holds.
 *
 * @param attempt its number, from 1
 * @param trace the traceparent of the request that it came with; null without one
 */
record Outgoing(
        UUID id,
        int attempt,
        Address sender,
        Recipients recipients,
        String subject,
        @Nullable String text,
        @Nullable String html,
        List<Attachment> attachments,
        @Nullable String trace) {
    static final String FIELDS = "id, attempts, sender, recipients, subject, trace";

    Outgoing {
        attachments = List.copyOf(attachments);
    }

    static Outgoing of(Row mail, Row content) {
        return new Outgoing(
                mail.getUUID("id"),
                mail.getInteger("attempts"),
                Address.parse("from", mail.getString("sender")),
                Recipients.of(new JsonObject(mail.getString("recipients"))),
                mail.getString("subject"),
                content.getString("plain"),
                content.getString("html"),
                attachments(content.getString("attachments")),
                mail.getString("trace"));
    }

    static List<Attachment> attachments(String stored) {
        return new JsonArray(stored)
                .stream().map(JsonObject.class::cast).map(Attachment::stored).toList();
    }

    /** The header Message-ID (RFC 5322, 3.6.4): the same on every attempt, so that receivers know repetitions. */
    String messageId() {
        return messageId(id, sender);
    }

    static String messageId(UUID id, Address sender) {
        return "<" + id + "@" + sender.domain() + ">";
    }

    /** Without addresses and content. */
    @Override
    public String toString() {
        return "mail " + id + ", attempt " + attempt;
    }
}
