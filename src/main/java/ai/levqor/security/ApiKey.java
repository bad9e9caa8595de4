package ai.levqor.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * An API key, {@code lvq_live_} or {@code lvq_test_}, then 30 random characters (178 bits) and the CRC-32 of all before
 * in 6, both in base 62. The prefix lets secret scanners find a leaked key; the checksum lets a typing error fail
 * without a look into the database.
 */
public final class ApiKey {
    /** What a key is for. */
    public enum Kind {
        LIVE("lvq_live_"),
        TEST("lvq_test_");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 30;
    // 62^6 is the first power of 62 beyond 2^32.
    private static final int CHECKSUM_LENGTH = 6;
    private static final Pattern FORM = Pattern.compile("lvq_(live|test)_[0-9A-Za-z]{36}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Kind kind;
    private final String text;

    private ApiKey(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /** A new key from the system's secure random numbers. */
    public static ApiKey generate(Kind kind) {
        StringBuilder body = new StringBuilder(kind.prefix);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            body.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
        }
        return new ApiKey(kind, body + checksum(body.toString()));
    }

    /** The key that {@code text} spells, or nothing when its form or its checksum is wrong. */
    public static Optional<ApiKey> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int end = text.length() - CHECKSUM_LENGTH;
        if (!checksum(text.substring(0, end)).equals(text.substring(end))) {
            return Optional.empty();
        }
        return Optional.of(new ApiKey("live".equals(form.group(1)) ? Kind.LIVE : Kind.TEST, text));
    }

    /** Of which profile it is. */
    public Kind kind() {
        return kind;
    }

    /** The key itself: shown to its owner once, then known by its hash only. */
    public String text() {
        return text;
    }

    /** A short name for logs and lists, such as {@code live_1f0c9a2b7d4e}. It tells nothing of the key. */
    public String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
            return (kind == Kind.LIVE ? "live_" : "test_") + HexFormat.of().formatHex(digest, 0, 6);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** What is stored of the key. */
    public String hash(KeyHash hash) {
        return hash.of(text);
    }

    @Override
    public String toString() {
        return "ApiKey[" + id() + "]";
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(US_ASCII));
        long rest = crc.getValue();
        char[] digits = new char[CHECKSUM_LENGTH];
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(digits);
    }
}
