package ai.levqor.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opaque tokens of 256 random bits, for sessions, sign-in links and browsers. Only their SHA-256 is stored: such a token
 * cannot be guessed from its hash, so it needs neither salt nor a slow function.
 */
public final class SessionToken {
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionToken() {}

    /** A new token: 43 characters of base64url. */
    public static String generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether {@code text} can be a token at all. */
    public static boolean wellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    /** What is stored of a token: its SHA-256 as 64 hexadecimal digits. */
    public static String hash(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /**
     * The token that a page must send back with each write of the session {@code token} (double submit, signed). It
     * follows from the session, so nothing has to be stored, and tells nothing of it.
     */
    public static String csrf(MasterSecret secret, String token) {
        return mac(secret, "csrf", token);
    }

    /** An HMAC-SHA256 of {@code text} as base64url, under a key for {@code purpose} that is derived from the secret. */
    public static String mac(MasterSecret secret, String purpose, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.derive(purpose, BYTES), "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
        }
    }

    /** Compares in a time that does not depend on where the two differ. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(US_ASCII), other.getBytes(US_ASCII));
    }
}
