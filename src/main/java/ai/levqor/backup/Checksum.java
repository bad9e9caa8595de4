package ai.levqor.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The last line of a backup: SHA-256 (FIPS 180-4) of all that is before it. SQLite's own check sees damaged structure, but
 * not a changed value; and it does not look at what follows its last page, so that the backup stays a database.
 */
final class Checksum {
    private static final String TITLE = "\nlevqor-sha256 ";
    private static final int LENGTH = TITLE.length() + 64 + 1;
    private static final int CHUNK = 1 << 16;

    private Checksum() {}

    /** Adds the line; it is on the disk when this returns. */
    static void append(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(channel.size());
            ByteBuffer line = ByteBuffer.wrap(line(channel, channel.size()).getBytes(US_ASCII));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Takes the line off {@code file}, a copy of {@code backup}. Where there is none an older version wrote it.
     *
     * @throws IOException when it does not fit
     */
    static void remove(Path file, Path backup) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = channel.size() - LENGTH;
            ByteBuffer found = ByteBuffer.allocate(LENGTH);
            while (end > 0 && found.hasRemaining() && channel.read(found, end + found.position()) > 0) {
                // until the whole line is read
            }
            String line = new String(found.array(), US_ASCII);
            if (!line.startsWith(TITLE)) {
                return;
            }
            if (!line.equals(line(channel, end))) {
                throw new IOException(backup + " is damaged: it is not as it was written (SHA-256).");
            }
            channel.truncate(end);
        }
    }

    private static String line(FileChannel channel, long end) throws IOException {
        MessageDigest sha256 = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < end; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, end - at));
            while (chunk.hasRemaining() && channel.read(chunk, at + chunk.position()) > 0) {
                // until the chunk is full
            }
            sha256.update(chunk.flip());
        }
        return TITLE + HexFormat.of().formatHex(sha256.digest()) + "\n";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
