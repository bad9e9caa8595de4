package ai.levqor.backup;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Write;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.ledger.AnchorSeal;
import ai.levqor.ledger.LedgerRepository;
import ai.levqor.security.MasterSecret;
import ai.levqor.security.OwnerOnly;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Databases;
import ai.levqor.sql.Migrations;
import ai.levqor.sql.SqliteCopy;
import ai.levqor.sql.SqliteFile;
import io.vertx.core.Vertx;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A backup that was put in the place of a database.
 *
 * @param takenAt when the backup was made
 * @param aside where the database that was there before is now; null when there was none
 * @param auditRows how many rows of the audit trail the backup has, all of them intact
 * @param unrecorded why that trail could not take the row of this restore; empty when it has it
 */
public record Restore(Instant takenAt, @Nullable Path aside, long auditRows, String unrecorded) {
    private static final String OPERATION = "database.restore";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /**
     * Puts the backup {@code file}, which stays, in the place of {@code database}. Its audit trail takes the place of the
     * other, too, so it gets a row that says who did that, and when the backup was made; without one the restore goes on,
     * as a write without its row does.
     *
     * @param caller who restores
     * @param secret the master secret of the server that will use it
     * @param otherSecret whether it may be another one than the backup's
     * @throws IOException when a server has the database, or the backup is none, is damaged, is a newer version's or has
     *     another secret; then nothing has changed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public static Restore of(
            Path file,
            Path database,
            DatabaseSettings settings,
            Caller caller,
            MasterSecret secret,
            boolean otherSecret,
            Instant now)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no backup " + file + ".");
        }
        SqliteFile.checkNamed(file);
        Note note = Note.read(file, SqliteCopy.note(file));
        boolean same = note.secret().equals(secret.fingerprint());
        if (!otherSecret && !same) {
            throw new IOException("The backup was made under another master secret: with this one its API keys and what"
                    + " is encrypted in it are of no use. Set LEVQOR_SECRET, or the file `secret` in the data folder, to"
                    + " that one; or give --other-secret and make new keys.");
        }
        try (Closeable lock = SqliteFile.lock(database)) {
            Path part = database.resolveSibling(database.getFileName() + ".restoring");
            Backup.remove(part);
            try {
                OwnerOnly.create(part);
                try (OutputStream copy = Files.newOutputStream(part)) {
                    Files.copy(file, copy);
                }
                Checksum.remove(part, file);
                long rows = Backup.check(part, settings, secret, !same);
                known(part);
                Instant takenAt = Instant.ofEpochSecond(note.createdAt());
                var write = new Write(OPERATION, caller, takenAt.toString(), "ok", false);
                String unrecorded = record(part, settings, secret, write, now);
                SqliteCopy.release(part);
                Path aside = aside(database, now);
                Files.move(part, database, StandardCopyOption.ATOMIC_MOVE);
                return new Restore(takenAt, aside, rows, unrecorded);
            } finally {
                Backup.remove(part);
            }
        }
    }

    /** Tables of a newer version would be refused at the next start: better now. */
    private static void known(Path file) throws IOException {
        try {
            Migrations.check(new DatabaseUrl.Sqlite(file));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Before the file takes its place, so that no moment is without the row; answers why there is none, or nothing. */
    private static String record(Path file, DatabaseSettings settings, MasterSecret secret, Write write, Instant now) {
        Vertx vertx = Vertx.vertx();
        Database database = Databases.open(vertx, new DatabaseUrl.Sqlite(file), settings);
        try {
            return new LedgerRepository(database, new AnchorSeal(secret))
                    .add(write, now.toEpochMilli())
                    .map("")
                    .otherwise(Throwable::toString)
                    .await();
        } finally {
            database.close().eventually(vertx::close).await();
        }
    }

    private static @Nullable Path aside(Path database, Instant now) throws IOException {
        if (!Files.exists(database)) {
            return null;
        }
        Path aside = database.resolveSibling(database.getFileName() + ".before-" + STAMP.format(now));
        if (Files.exists(aside)) {
            throw new IOException(aside + " exists already; try again in a second.");
        }
        // The journal first: without its database it is nothing, while a database without its journal looks whole.
        for (Path part : SqliteCopy.parts(database).reversed()) {
            String end = part.getFileName()
                    .toString()
                    .substring(database.getFileName().toString().length());
            Files.move(part, aside.resolveSibling(aside.getFileName() + end), StandardCopyOption.ATOMIC_MOVE);
        }
        return aside;
    }
}
