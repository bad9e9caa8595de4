package ai.levqor.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The secret that all keys of an installation are derived from. */
public final class MasterSecret {
    private static final String FILE = "secret";
    private static final int BYTES = 48;

    private MasterSecret() {}

    /**
     * The configured secret or, in development, the one in the data folder, which the first call creates readable by
     * its owner alone. Nodes that share the folder and start together get the same one.
     *
     * @throws UncheckedIOException when the data folder cannot be written
     */
    public static synchronized String of(CoreSettings settings) {
        if (!settings.secret().isEmpty()) {
            return settings.secret();
        }
        if (settings.production()) {
            throw new IllegalStateException("production has no generated secret");
        }
        try {
            Files.createDirectories(settings.dataDir());
            return readOrCreate(settings.dataDir().resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the generated secret in " + settings.dataDir(), e);
        }
    }

    private static String readOrCreate(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, ownerOnly())) {
            // Until the channel closes: it keeps a second process from reading before the first has written.
            channel.lock();
            if (channel.size() == 0) {
                String secret = generate();
                channel.write(ByteBuffer.wrap(secret.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
                return secret;
            }
            String secret = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
            return secret.strip();
        }
    }

    private static String generate() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
