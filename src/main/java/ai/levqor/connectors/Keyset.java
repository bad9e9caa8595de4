package ai.levqor.connectors;

import ai.levqor.security.MasterSecret;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * The keys that stored credentials are encrypted with: AES-256-GCM by Tink, the newest of which encrypts. It is stored
 * encrypted itself, under a key that is derived from the master secret.
 */
final class Keyset {
    private static final String PURPOSE = "connectors:keyset";
    private static final int WRAPPING_KEY_BYTES = 32;
    private static final byte[] PLACE = PURPOSE.getBytes(StandardCharsets.UTF_8);

    private static final Configuration CONFIGURATION = attempt(AeadConfig2026::get);

    private final KeysetHandle handle;
    private final Aead aead;

    private Keyset(KeysetHandle handle) throws GeneralSecurityException {
        this.handle = handle;
        this.aead = handle.getPrimitive(CONFIGURATION, Aead.class);
    }

    /** One new key. */
    static Keyset generate() {
        return attempt(() -> new Keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, CONFIGURATION)));
    }

    /** What {@link #wrapped} gave; throws IllegalStateException under another master secret. */
    static Keyset unwrap(String wrapped, MasterSecret secret) {
        try {
            return new Keyset(TinkProtoKeysetFormat.parseEncryptedKeyset(
                    Base64.getDecoder().decode(wrapped), wrapping(secret), PLACE, CONFIGURATION));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the connectors' keys cannot be read: was the master secret (LEVQOR_SECRET) changed?", e);
        }
    }

    /** A new key that encrypts from now on, and the one that did so far, which still decrypts. */
    Keyset rotated() {
        // Two keys with one id, which is random, cannot be in a keyset; they are refused, once in four billion times.
        return attempt(() -> new Keyset(KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(handle.getPrimary().getKey()))
                .addEntry(KeysetHandle.importKey(generate().handle.getPrimary().getKey())
                        .makePrimary())
                .build()));
    }

    String wrapped(MasterSecret secret) {
        return attempt(() -> Base64.getEncoder()
                .encodeToString(TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        handle, wrapping(secret), PLACE, CONFIGURATION)));
    }

    /** {@code text} encrypted for {@code place}: elsewhere it cannot be decrypted. */
    String encrypt(String text, String place) {
        return attempt(() -> Base64.getEncoder()
                .encodeToString(
                        aead.encrypt(text.getBytes(StandardCharsets.UTF_8), place.getBytes(StandardCharsets.UTF_8))));
    }

    /** What was encrypted for {@code place}; throws IllegalStateException when it was not, or was changed. */
    String decrypt(String text, String place) {
        return attempt(() -> new String(
                aead.decrypt(Base64.getDecoder().decode(text), place.getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8));
    }

    private static Aead wrapping(MasterSecret secret) throws GeneralSecurityException {
        return new AesGcmJce(secret.derive(PURPOSE, WRAPPING_KEY_BYTES));
    }

    @Override
    public String toString() {
        return "Keyset[" + handle.size() + " keys]";
    }

    private static <T> T attempt(Work<T> work) {
        try {
            return work.run();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("stored credentials cannot be encrypted or decrypted", e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws GeneralSecurityException;
    }
}
