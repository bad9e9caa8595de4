package ai.levqor.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** A one-line text file that only its owner reads, made once and the same ever after. */
final class SecretFile {
    private SecretFile() {}

    /**
     * The text of {@code file}; when there is no such file, {@code fresh} supplies the text that it is made with. Of
     * several processes that start at once, one makes the file and all get its text.
     *
     * @throws IOException when the file cannot be made or read, or is empty
     */
    static String readOrCreate(Path file, Supplier<String> fresh) throws IOException {
        if (!Files.exists(file)) {
            create(file, fresh.get());
        }
        return read(file);
    }

    /** The text of {@code file}; throws when it cannot be read, or is empty. */
    static String read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException(file + " is empty: restore it from a backup, or delete it to have a new one made");
        }
        return text;
    }

    private static void create(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " is not a file in a folder");
        }
        Files.createDirectories(directory);
        Path draft = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            write(draft, text);
            // A hard link appears with its whole content or not at all, and never replaces a file that is there.
            Files.createLink(file, draft);
            sync(directory);
        } catch (FileAlreadyExistsException otherProcessWasFirst) {
            // Its text is the one to use; the caller reads it next.
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path draft, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, Set.of(CREATE_NEW, WRITE), OwnerOnly.attributes(draft))) {
            ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            // What is encrypted with a secret must not outlive the secret in a power cut.
            channel.force(true);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot write in the data folder " + draft.getParent() + ": " + e.getMessage()
                            + ". Make room there, or name another folder in LEVQOR_DATA_DIR.",
                    e);
        }
    }

    private static void sync(Path directory) throws IOException {
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
