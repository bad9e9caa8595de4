package ai.levqor.email;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail that a caller wants sent, checked.
 *
 * @param size of text, HTML and attachments in bytes
 * @param sensitive whether the content is a secret, to be erased when the mail came to an end
 * @param fingerprint tells two mails with one idempotency key apart
 */
record NewEmail(
        Caller caller,
        Recipients recipients,
        String subject,
        @Nullable String text,
        @Nullable String html,
        List<Attachment> attachments,
        int size,
        boolean sensitive,
        @Nullable String idempotencyKey,
        String fingerprint) {
    private static final String KEY = "idempotency_key";

    NewEmail {
        attachments = List.copyOf(attachments);
    }

    /** Reads the input of {@link Email#SEND}. */
    static NewEmail of(Request request) {
        JsonObject input = request.input();
        String text = input.getString("text");
        String html = input.getString("html");
        if (text == null && html == null) {
            throw Failure.invalid("text", "or html is required");
        }
        List<Attachment> attachments = attachments(input.getJsonArray("attachments", new JsonArray()));
        long size = bytes(text) + bytes(html);
        for (Attachment attachment : attachments) {
            size += attachment.size();
        }
        return new NewEmail(
                request.caller(),
                Recipients.of(input),
                request.text("subject"),
                text,
                html,
                attachments,
                Math.toIntExact(size),
                input.getBoolean("sensitive", false),
                input.getString(KEY),
                fingerprint(input));
    }

    private static List<Attachment> attachments(JsonArray given) {
        List<Attachment> attachments = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            attachments.add(Attachment.of("attachments[" + i + "]", given.getJsonObject(i)));
        }
        return attachments;
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String fingerprint(JsonObject input) {
        var hash = sha256();
        for (String name : input.fieldNames().stream().sorted().toList()) {
            if (!name.equals(KEY)) {
                String field =
                        name + '=' + new JsonArray().add(input.getValue(name)).encode() + '\n';
                hash.update(field.getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    JsonArray attachmentsJson() {
        return new JsonArray(attachments.stream().map(Attachment::json).toList());
    }

    /** Without addresses and content. */
    @Override
    public String toString() {
        return "NewEmail[" + recipients + ", " + size + " bytes]";
    }
}
