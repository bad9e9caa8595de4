package ai.levqor.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A place in the trail: the number of its last row and the hash up to there (SHA-256, FIPS 180-4), in hexadecimal. */
public record Chain(long seq, String hash) {
    /** The place behind {@code count} more rows that say {@code text}: SHA-256 of this hash's bytes and the text. */
    Chain next(int count, String text) {
        MessageDigest sha256 = sha256();
        sha256.update(HexFormat.of().parseHex(hash));
        sha256.update(text.getBytes(StandardCharsets.UTF_8));
        return new Chain(seq + count, HexFormat.of().formatHex(sha256.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
