package ai.levqor.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A place in the chain of rows: a row's number and hash (SHA-256, FIPS 180-4), in hexadecimal. */
public record Chain(long seq, String hash) {
    /** The place of {@code entry} right behind this one. */
    Chain next(Entry entry) {
        return new Chain(seq + 1, hash(entry));
    }

    /** SHA-256 of this hash's bytes and the canonical form of the row that follows. */
    private String hash(Entry entry) {
        MessageDigest sha256 = sha256();
        sha256.update(HexFormat.of().parseHex(hash));
        sha256.update(entry.canonical(seq + 1).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
