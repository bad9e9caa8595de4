package ai.levqor.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The form that keys are stored and compared in: HMAC-SHA256 under a key derived from the master secret. Who steals the
 * database alone can neither use nor guess a key from it.
 */
public final class KeyHash {
    // Copied for each hash: finding the algorithm and preparing the key would cost more than hashing.
    private final Mac prepared;

    /** Hashes under this secret: with another one no stored key is known again. */
    public KeyHash(MasterSecret secret) {
        try {
            prepared = Mac.getInstance("HmacSHA256");
            prepared.init(new SecretKeySpec(secret.derive("api-key-hash", 32), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
        }
    }

    /** The hash of {@code text} as 64 hexadecimal digits. */
    public String of(String text) {
        try {
            Mac mac = (Mac) prepared.clone();
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's HmacSHA256 cannot be copied", e);
        }
    }

    @Override
    public String toString() {
        return "KeyHash[hidden]";
    }
}
