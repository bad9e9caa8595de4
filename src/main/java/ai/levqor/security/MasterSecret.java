package ai.levqor.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The one secret of an installation. Every other secret is derived from it for one purpose (HKDF-SHA256, RFC 5869), so
 * that one leaking tells nothing of the others. All nodes of a cluster have the same one.
 */
public final class MasterSecret {
    /** Fewest characters of a secret: 128 bits when written in hexadecimal. */
    public static final int MIN_LENGTH = 32;

    /** The file in the data folder that has it where no setting does. */
    public static final String FILE_NAME = "secret";
    // Part of every derived secret: another salt would invalidate all keys and signatures there are.
    private static final byte[] SALT = "levqor/1".getBytes(UTF_8);

    private final byte[] secret;

    private MasterSecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * The master secret that {@code text} spells.
     *
     * @throws IllegalArgumentException when it is shorter than {@link #MIN_LENGTH} characters
     */
    public static MasterSecret of(String text) {
        String stripped = text.strip();
        if (stripped.length() < MIN_LENGTH) {
            throw new IllegalArgumentException("the master secret has " + stripped.length()
                    + " characters and needs at least " + MIN_LENGTH + "; `openssl rand -base64 32` prints a good one");
        }
        return new MasterSecret(stripped.getBytes(UTF_8));
    }

    /**
     * The master secret in the file {@code secret} of {@code dataDir}, which is made, readable by its owner only, when
     * it is not there. Processes that start at once agree on one.
     *
     * @throws IOException when the file cannot be made or read
     */
    public static MasterSecret generatedIn(Path dataDir) throws IOException {
        Path file = dataDir.resolve(FILE_NAME);
        return in(file, SecretFile.readOrCreate(file, MasterSecret::randomText));
    }

    /** The one that a server with these settings has: {@code text}, or where that is empty the data folder's. */
    public static MasterSecret configured(String text, Path dataDir) throws IOException {
        return text.isEmpty() ? generatedIn(dataDir) : of(text);
    }

    /**
     * The same for who needs the one that there is, and would only be led astray by a new one.
     *
     * @throws IOException when there is none, with what to do, or when it cannot be read
     */
    public static MasterSecret existing(String text, Path dataDir) throws IOException {
        if (!text.isEmpty()) {
            return of(text);
        }
        Path file = dataDir.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            throw new IOException("There is no master secret here. Put the one that the data was made under into "
                    + file.toAbsolutePath() + ", or set LEVQOR_SECRET to it.");
        }
        return in(file, SecretFile.read(file));
    }

    private static MasterSecret in(Path file, String text) throws IOException {
        try {
            return of(text);
        } catch (IllegalArgumentException tooShort) {
            throw new IOException(file + ": " + tooShort.getMessage(), tooShort);
        }
    }

    /** {@code bytes} bytes that depend on this secret and on {@code purpose}, the same each time. */
    public byte[] derive(String purpose, int bytes) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(SALT)
                            .thenExpand(purpose.getBytes(UTF_8), bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HKDF-SHA256", e);
        }
    }

    /** What tells this secret from others, and from which it does not follow. */
    public String fingerprint() {
        return HexFormat.of().formatHex(derive("backup:fingerprint", 16));
    }

    /** The secret that signs callbacks while secret number {@code number} is in use, as {@code whsec_…}. */
    public String callbackSecret(int number) {
        return CallbackSignature.SECRET_PREFIX + Base64.getEncoder().encodeToString(derive("callback:" + number, 32));
    }

    @Override
    public String toString() {
        return "MasterSecret[hidden]";
    }

    private static String randomText() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
