package ai.levqor.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call proves itself with.
 *
 * @param id tells credentials apart without telling them: what limits and circuits are kept by
 * @param stored the name under which they are stored; null when they came with the call
 * @param version of the stored row
 */
record Credentials(String id, JsonNode fields, @Nullable String stored, long version) {
    private static final int SHORTEST_SECRET = 6;
    private static final String HIDDEN = "***";

    /** Those of a call. */
    static Credentials given(String connector, JsonObject fields) {
        return new Credentials(connector + ":" + hash(fields.encode()), Trees.of(fields), null, 0);
    }

    /** Those that are stored as {@code name}. */
    static Credentials stored(String connector, String name, JsonObject fields, long version) {
        return new Credentials(connector + "/" + name, Trees.of(fields), name, version);
    }

    /** The same ones after a refresh. */
    Credentials renewed(JsonNode renewed, long newVersion) {
        return new Credentials(id, renewed, stored, newVersion);
    }

    String text(String name) {
        return fields.path(name).asText("");
    }

    /** {@code text} without any of the secrets, for whatever leaves the service. */
    String redact(String text) {
        String redacted = text;
        for (String secret : secrets()) {
            if (redacted.contains(secret)) {
                redacted = redacted.replace(secret, HIDDEN);
            }
        }
        return redacted;
    }

    private List<String> secrets() {
        var secrets = new ArrayList<String>();
        fields.properties().forEach(field -> {
            String value = field.getValue().asText("");
            // What a user would recognise as a name or an address is none.
            if (value.length() >= SHORTEST_SECRET
                    && !field.getKey().equals("origin")
                    && !field.getKey().equals("expires_at")
                    && !field.getKey().equals("username")
                    && !field.getKey().equals("header")) {
                secrets.add(value);
            }
        });
        return secrets;
    }

    /** Of {@code text}, as hexadecimal digits; for telling apart, not for keeping. */
    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Without the fields. */
    @Override
    public String toString() {
        return "Credentials[" + (stored == null ? "given" : stored) + "]";
    }
}
