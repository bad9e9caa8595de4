package ai.levqor.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a new SQLite file. The build makes them once, by the migrations, and a file that is not there yet begins
 * as their copy, which saves a first start half a second. Where there is no copy, the migrations do everything.
 */
final class FirstTables {
    private static final String RESOURCE = "/db/first.db";

    private FirstTables() {}

    /** Makes {@code file}, whole or not at all, unless something is there; answers whether it did. */
    static boolean begin(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.exists(file) || hasLog(file)) {
            return false;
        }
        byte[] tables = tables();
        if (tables == null) {
            return false;
        }
        Path copy;
        try {
            copy = Files.createTempFile(folder, file.getFileName() + ".", ".new");
        } catch (IOException refused) {
            return false; // SQLite will say why
        }
        try {
            try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                for (ByteBuffer rest = ByteBuffer.wrap(tables); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            // Unlike a move, a link never takes the place of what another process has just made.
            Files.createLink(file, copy);
            return true;
        } catch (IOException | UnsupportedOperationException faster) {
            return false; // or no links here, or no space, which SQLite will say
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** SQLite would take the log of a file that is gone for this one's. */
    private static boolean hasLog(Path file) {
        return Files.exists(file.resolveSibling(file.getFileName() + "-wal"))
                || Files.exists(file.resolveSibling(file.getFileName() + "-journal"));
    }

    private static byte @Nullable [] tables() throws IOException {
        try (InputStream made = FirstTables.class.getResourceAsStream(RESOURCE)) {
            return made == null ? null : made.readAllBytes();
        }
    }
}
