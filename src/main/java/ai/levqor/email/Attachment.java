package ai.levqor.email;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A file that comes with a mail.
 *
 * @param content base64 (RFC 4648, 4), as it is stored and as the provider takes it
 * @param size of the content in bytes
 */
record Attachment(String filename, String contentType, String content, int size) {
    private static final Pattern FILENAME =
            Pattern.compile("[^\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\"\\\\/:;<>|*?]{1,200}");
    private static final String TOKEN = "[A-Za-z0-9!#$&^_.+-]{1,100}";
    private static final Pattern TYPE = Pattern.compile(TOKEN + "/" + TOKEN);
    private static final String ANY = "application/octet-stream";

    /** Reads the attachment at {@code field}; refuses what could not be sent. */
    static Attachment of(String field, JsonObject json) {
        String filename = json.getString("filename");
        if (!FILENAME.matcher(filename).matches() || filename.startsWith(".")) {
            throw Failure.invalid(
                    field + ".filename", "must be a file's name without path, quotes and control characters");
        }
        String type = json.getString("content_type", ANY);
        if (!TYPE.matcher(type).matches()) {
            throw Failure.invalid(field + ".content_type", "must be a media type such as application/pdf");
        }
        String content = json.getString("content");
        try {
            return new Attachment(filename, type, content, Base64.getDecoder().decode(content).length);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(field + ".content", "must be base64");
        }
    }

    /** As it is stored. */
    JsonObject json() {
        return shown().put("content", content);
    }

    static Attachment stored(JsonObject json) {
        return new Attachment(
                json.getString("filename"),
                json.getString("content_type"),
                json.getString("content"),
                json.getInteger("size"));
    }

    /** Without the content. */
    JsonObject shown() {
        return new JsonObject()
                .put("filename", filename)
                .put("content_type", contentType)
                .put("size", size);
    }

    /** Without the content. */
    @Override
    public String toString() {
        return "Attachment[" + contentType + ", " + size + " bytes]";
    }
}
