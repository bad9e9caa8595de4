package ai.levqor.idempotency;

import ai.levqor.bus.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was asked, as a SHA-256 in which the order of an object's members does not count. */
public final class Fingerprint {
    private Fingerprint() {}

    /** Of a call: the operation, which is method and path, and its input. */
    static String of(Operation operation, JsonObject input) {
        return sha256(operation.name() + '\n' + new JsonObject(sorted(input)).encode());
    }

    /** Of an input. */
    public static String of(JsonObject input) {
        return sha256(new JsonObject(sorted(input)).encode());
    }

    /** Of an input in the order in which it came. */
    public static String inOrder(JsonObject input) {
        return sha256(input.encode());
    }

    private static String sha256(String canonical) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static Map<String, Object> sorted(JsonObject object) {
        var members = new TreeMap<String, Object>();
        object.forEach(member -> members.put(member.getKey(), canonical(member.getValue())));
        return members;
    }

    private static @Nullable Object canonical(@Nullable Object value) {
        return switch (value) {
            case JsonObject object -> new JsonObject(sorted(object));
            case JsonArray array -> {
                var elements = new JsonArray();
                array.forEach(element -> elements.add(canonical(element)));
                yield elements;
            }
            case null, default -> value;
        };
    }
}
