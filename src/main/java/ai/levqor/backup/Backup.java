package ai.levqor.backup;

import ai.levqor.bus.Failure;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.ledger.AnchorSeal;
import ai.levqor.ledger.LedgerRepository;
import ai.levqor.ledger.Verification;
import ai.levqor.security.MasterSecret;
import ai.levqor.security.OwnerOnly;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Databases;
import ai.levqor.sql.Installation;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import ai.levqor.sql.SqliteCopy;
import ai.levqor.sql.SqliteFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;

/**
 * A backup that was made and checked.
 *
 * @param file where it is
 * @param bytes how large it is
 * @param auditRows how many rows of the audit trail it has, all of them intact
 */
public record Backup(Path file, long bytes, long auditRows) {
    private static final Sql INSTALLATION = Sql.of("select 1 from sqlite_schema where name = 'installation'");

    /**
     * Backs up {@code database}, whether a server runs on it or not. What was acknowledged before this began is in the
     * backup; the file appears under its name when it is whole and checked.
     *
     * @param settings for the connections of the check
     * @throws IOException when there is such a file already, nothing to back up, or the backup does not pass the check
     */
    public static Backup write(
            Path database,
            Path file,
            DatabaseSettings settings,
            MasterSecret secret,
            String version,
            InstantSource clock)
            throws IOException {
        if (!Files.exists(database)) {
            throw new IOException("There is no database " + database + " to back up.");
        }
        SqliteFile.check(database);
        Path target = file.toAbsolutePath();
        if (Files.exists(target)) {
            throw new IOException(target + " exists already; name a new file.");
        }
        if (target.getParent() != null && !Files.isDirectory(target.getParent())) {
            throw new IOException("There is no folder " + target.getParent() + "; make it, or name a file elsewhere.");
        }
        if (target.getParent() == null || !Files.isWritable(target.getParent())) {
            throw new IOException("This user may not write in " + target.getParent() + "; name a file elsewhere.");
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        remove(part);
        try {
            OwnerOnly.create(part);
            SqliteCopy.write(
                    database, part, new Note(clock.instant().getEpochSecond(), version, secret.fingerprint()).text());
            long rows = check(part, settings, secret, false);
            Checksum.append(part);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            return new Backup(target, Files.size(target), rows);
        } catch (IOException e) {
            // Nobody has heard of the part.
            throw new IOException(String.valueOf(e.getMessage()).replace(part.toString(), target.toString()), e);
        } finally {
            remove(part);
        }
    }

    /**
     * Checks a backup: its pages, indexes and keys by SQLite, its audit trail by its hashes. Answers how many rows the
     * trail has. One that was made under another secret than {@code secret} is {@code resealed} with this.
     *
     * @throws IOException with what is wrong
     */
    static long check(Path file, DatabaseSettings settings, MasterSecret secret, boolean resealed) throws IOException {
        List<String> problems = SqliteCopy.problems(file);
        if (!problems.isEmpty()) {
            throw new IOException(file + " is damaged: " + problems.getFirst()
                    + (problems.size() > 1 ? " and " + (problems.size() - 1) + " more" : ""));
        }
        Vertx vertx = Vertx.vertx();
        Database database = Databases.open(vertx, new DatabaseUrl.Sqlite(file), settings);
        try {
            var ledger = new LedgerRepository(database, new AnchorSeal(secret));
            if (resealed) {
                ledger.seal().await();
                takeOver(database, secret).await();
            }
            Verification trail = Verification.of(ledger);
            if (!trail.intact()) {
                throw new IOException(file + ": the audit trail is broken at row "
                        + trail.json().getLong("broken_seq") + ": "
                        + trail.json().getString("reason"));
            }
            return trail.json().getLong("rows");
        } catch (Failure unreadable) {
            throw new IOException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        } finally {
            database.close().eventually(vertx::close).await();
        }
    }

    /** Backups of older versions do not say under which secret they were made. */
    private static Future<Void> takeOver(Database database, MasterSecret secret) {
        return database.query(INSTALLATION, Params.NONE)
                .compose(tables -> tables.size() == 0
                        ? Future.succeededFuture()
                        : Installation.noteSecret(database, secret.fingerprint()));
    }

    static void remove(Path file) throws IOException {
        for (Path each : SqliteCopy.parts(file)) {
            Files.delete(each);
        }
    }
}
