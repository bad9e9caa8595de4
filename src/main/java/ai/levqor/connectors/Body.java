package ai.levqor.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it is sent.
 *
 * @param type its Content-Type; null for none
 */
record Body(@Nullable String type, @Nullable Buffer bytes) {
    static final Body NONE = new Body(null, null);

    static Body of(Step.Encoding encoding, JsonNode content) {
        return switch (encoding) {
            case JSON -> new Body("application/json; charset=utf-8", Buffer.buffer(content.toString()));
            case FORM -> new Body("application/x-www-form-urlencoded", Buffer.buffer(form(content)));
            case MULTIPART -> multipart(content);
            case BASE64 -> new Body("application/octet-stream", Buffer.buffer(decoded(content, "content")));
            case AUTO -> auto(content);
        };
    }

    private static Body auto(JsonNode content) {
        if (content.isNull()) {
            return NONE;
        }
        return content.isTextual()
                ? new Body("text/plain; charset=utf-8", Buffer.buffer(content.textValue()))
                : new Body("application/json", Buffer.buffer(content.toString()));
    }

    static String form(JsonNode content) {
        var form = new StringJoiner("&");
        Trees.texts(content).forEach((name, value) -> form.add(encode(name) + "=" + encode(value)));
        return form.toString();
    }

    /** RFC 7578; a member {@code {filename, content_type?, content}} is a file, its content in base64. */
    private static Body multipart(JsonNode content) {
        String boundary = "levqor-" + UUID.randomUUID();
        Buffer bytes = Buffer.buffer();
        content.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                return;
            }
            boolean file = value.isObject() && value.has("content") && value.has("filename");
            bytes.appendString(
                    "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted(member.getKey()) + "\"");
            if (file) {
                String type = value.path("content_type").asText("application/octet-stream");
                bytes.appendString(
                                "; filename=\"" + quoted(value.path("filename").asText()) + "\"\r\nContent-Type: "
                                        + type.replaceAll("[^\\x20-\\x7e]", "") + "\r\n\r\n")
                        .appendBytes(decoded(value.path("content"), member.getKey() + ".content"));
            } else {
                bytes.appendString("\r\n\r\n")
                        .appendString(value.isContainerNode() ? value.toString() : value.asText());
            }
            bytes.appendString("\r\n");
        });
        bytes.appendString("--" + boundary + "--\r\n");
        return new Body("multipart/form-data; boundary=" + boundary, bytes);
    }

    /** As browsers write names (HTML, 4.10.21.8): no quote or line end can end the header. */
    private static String quoted(String text) {
        return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static byte[] decoded(JsonNode content, String name) {
        try {
            return Base64.getDecoder().decode(content.asText());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("need base64 as " + name, e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
