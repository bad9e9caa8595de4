package ai.levqor.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** The file of a SQLite database: whether it can be one, and whose it is. */
public final class SqliteFile {
    private static final String SETTING = " LEVQOR_DATABASE_URL names it (sqlite:FILE); without it, it is levqor.db in"
            + " the folder that LEVQOR_DATA_DIR names.";
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(US_ASCII);

    /** The locks of this process. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private SqliteFile() {}

    /**
     * Checks what a driver would only complain of in its own words.
     *
     * @throws IOException with what is wrong with the file and what to do
     */
    public static void check(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        String why = trouble(file);
        if (why != null) {
            throw refused(file, why);
        }
    }

    /** The same for a file that no setting names, but an argument of a command. */
    public static void checkNamed(Path path) throws IOException {
        Path file = path.toAbsolutePath();
        String why = trouble(file);
        if (why != null) {
            throw new IOException("The file " + file + " cannot be used: " + why);
        }
    }

    private static @Nullable String trouble(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(file)) {
            return "it is a folder; name a file in it.";
        }
        if (!Files.isDirectory(folder)) {
            return "there is no folder " + folder + "; make it, or name another file.";
        }
        // Beside the file SQLite keeps its journal.
        if (!Files.isWritable(folder)) {
            return "this user may not write in " + folder + "; change that, or name another file.";
        }
        if (!Files.exists(file)) {
            return null;
        }
        if (!Files.isReadable(file) || !Files.isWritable(file)) {
            return "this user may not read and write it; change that, or name another file.";
        }
        return isDatabase(file) ? null : "it is not a SQLite database; name another file.";
    }

    private static boolean isDatabase(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(MAGIC.length);
            return head.length == 0 || Arrays.equals(head, MAGIC);
        }
    }

    /**
     * Makes the database this process' own until the lock is closed or the process ends, however that happens. The lock is
     * on a file beside it: SQLite's own locks are for a statement, not for a server.
     *
     * @throws IOException when another server has it
     */
    public static Closeable lock(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path file = Files.exists(absolute)
                ? absolute.toRealPath()
                : absolute.resolveSibling(".").toRealPath().resolve(absolute.getFileName());
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        if (!HELD.add(beside)) { // to open the file again would lose the lock that this process has
            throw taken(file, ProcessHandle.current().pid() + "");
        }
        try {
            FileChannel channel = locked(file, beside);
            return () -> {
                channel.close();
                HELD.remove(beside);
            };
        } catch (IOException e) {
            HELD.remove(beside);
            throw e;
        }
    }

    private static FileChannel locked(Path file, Path beside) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(beside, CREATE, READ, WRITE);
        } catch (IOException e) {
            throw refused(file, "this user may not write " + beside + "; change that, or name another file.");
        }
        if (channel.tryLock() == null) {
            channel.close();
            throw taken(file, Files.readString(beside).strip());
        }
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw refused(
                    file, beside + " cannot be written: " + e.getMessage() + "; make room, or name another file.");
        }
    }

    private static IOException taken(Path file, String process) {
        return refused(
                file,
                "another server has it (process " + process + "), and a SQLite database is for one. Stop that one, name"
                        + " another file or another LEVQOR_DATA_DIR, or use PostgreSQL for several.");
    }

    /** Whether the error says that what is in the file is wrong: its pages, or its very head. */
    static boolean damaged(SQLException error) {
        int code = error.getErrorCode() & 0xff;
        return code == 11 || code == 26;
    }

    /** Whether the error says that the disk does not take what is written. */
    static boolean unwritten(SQLException error) {
        return error instanceof SQLiteException known
                && switch (known.getResultCode()) {
                    case SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC -> true;
                    default -> false;
                };
    }

    /** What the driver's error, somewhere among the causes, means for who runs the server; null when nothing of theirs. */
    static @Nullable String trouble(@Nullable Throwable cause) {
        if (cause == null) {
            return null;
        }
        if (!(cause instanceof SQLException error)) {
            return trouble(cause.getCause());
        }
        return switch (error.getErrorCode() & 0xff) { // above are the extended codes, https://sqlite.org/rescode.html
            case 5, 6 -> "another process holds it locked; end that one.";
            case 8 -> "it cannot be written; change that, or name another file.";
            case 10 -> "the disk failed to read or write it; look at the disk, and whether it is full.";
            case 11 -> "it is damaged; restore it from a backup.";
            case 13 -> "the disk is full; make room.";
            case 14 -> "it cannot be opened; let this user read and write it, or name another file.";
            case 26 -> "it is not a SQLite database; name another file.";
            default -> trouble(cause.getCause());
        };
    }

    static IOException refused(Path file, String why) {
        return new IOException("The database " + file + " cannot be used: " + why + SETTING);
    }
}
