package ai.levqor.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and verifies callbacks as Standard Webhooks 1.0 says: HMAC-SHA256 over {@code id.timestamp.body}, one
 * {@code v1,} signature for each secret while secrets rotate.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">the
 *     specification</a>
 */
public final class CallbackSignature {
    /** The message's id, the same in all attempts. */
    public static final String ID_HEADER = "webhook-id";

    /** When it was signed, in seconds. */
    public static final String TIMESTAMP_HEADER = "webhook-timestamp";

    /** The signatures, separated by spaces. */
    public static final String SIGNATURE_HEADER = "webhook-signature";

    /** How far a timestamp may lie from now, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    static final String SECRET_PREFIX = "whsec_";

    private static final String VERSION = "v1,";
    // A dot would make "id.timestamp.body" ambiguous: one signature would fit two messages.
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    private final List<SecretKeySpec> keys;

    /**
     * @param secrets each {@code whsec_} and the base64 of 24 to 64 bytes; the newest first
     * @throws IllegalArgumentException when there is none or one has another form
     */
    public CallbackSignature(List<String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("at least one callback signing secret is needed");
        }
        keys = secrets.stream().map(CallbackSignature::decode).toList();
    }

    /**
     * The three headers of the callback {@code id}, sent {@code at} with {@code body}.
     *
     * @param id the same on every retry; letters, digits, {@code _} and {@code -}
     * @throws IllegalArgumentException when {@code id} has another form
     */
    public Map<String, String> headers(String id, Instant at, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ID_HEADER, id);
        headers.put(TIMESTAMP_HEADER, Long.toString(at.getEpochSecond()));
        headers.put(SIGNATURE_HEADER, sign(id, at, body));
        return headers;
    }

    /** The value of {@value #SIGNATURE_HEADER}: a signature for each secret, separated by spaces. */
    public String sign(String id, Instant at, byte[] body) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a callback's id is 1 to 128 letters, digits, _ and -");
        }
        return keys.stream()
                .map(key -> signature(key, id, Long.toString(at.getEpochSecond()), body))
                .collect(Collectors.joining(" "));
    }

    /**
     * Whether one of the signatures was made with one of the secrets for exactly this message, within
     * {@link #TOLERANCE} of now. The arguments are the values of the three headers and the body as it came.
     */
    public boolean verify(String id, String timestamp, String signatures, byte[] body, InstantSource clock) {
        if (!ID.matcher(id).matches() || !SECONDS.matcher(timestamp).matches()) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        if (age.abs().compareTo(TOLERANCE) > 0) {
            return false;
        }
        boolean valid = false;
        for (SecretKeySpec key : keys) {
            byte[] expected = signature(key, id, timestamp, body).getBytes(US_ASCII);
            for (String presented : signatures.split(" ", -1)) {
                // No early exit, and a comparison in constant time: how long it takes tells nothing.
                valid |= MessageDigest.isEqual(expected, presented.getBytes(UTF_8));
            }
        }
        return valid;
    }

    @Override
    public String toString() {
        return "CallbackSignature[" + keys.size() + " secrets]";
    }

    private static String signature(SecretKeySpec key, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
        }
    }

    private static SecretKeySpec decode(String secret) {
        String form = "a callback signing secret is whsec_ followed by the base64 of 24 to 64 bytes";
        if (!secret.startsWith(SECRET_PREFIX)) {
            throw new IllegalArgumentException(form);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            // The decoder's message shows a character of the secret: it is not passed on.
            throw new IllegalArgumentException(form);
        }
        if (bytes.length < 24 || bytes.length > 64) {
            throw new IllegalArgumentException(form);
        }
        return new SecretKeySpec(bytes, "HmacSHA256");
    }
}
