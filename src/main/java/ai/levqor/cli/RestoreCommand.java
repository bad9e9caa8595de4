package ai.levqor.cli;

import ai.levqor.backup.Restore;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor restore}: a backup in the place of the SQLite database; the old one stays aside. */
@Command(
        name = "restore",
        description = "Puts a backup in the place of the SQLite database; the old database is kept beside it.",
        footer = {
            "",
            "Stop the server first. The backup is checked before anything changes, and its",
            "audit trail gets a row of the restore. On PostgreSQL use pg_restore;",
            "docs/backup.md has the commands."
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Parameters(paramLabel = "FILE", description = "What `levqor backup` wrote.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--other-secret", description = "Restore even though the master secret is not the backup's.")
    private boolean otherSecret;

    @Option(names = "--json", description = "Print JSON: taken_at, aside, audit_rows, recorded.")
    private boolean json;

    @Override
    public Integer call() {
        Settings settings = command.cli().settings();
        CoreSettings core = settings.core();
        DatabaseSettings database = settings.section("database", DatabaseSettings.class);
        try {
            if (!(DatabaseUrl.of(database.url(), core.dataDir()) instanceof DatabaseUrl.Sqlite sqlite)) {
                throw new IOException("The database is PostgreSQL; pg_restore restores it, see docs/backup.md.");
            }
            Files.createDirectories(core.dataDir());
            report(Restore.of(
                    file,
                    sqlite.file(),
                    database,
                    Operator.caller(),
                    otherSecret
                            ? MasterSecret.configured(core.secret(), core.dataDir())
                            : MasterSecret.existing(core.secret(), core.dataDir()),
                    otherSecret,
                    Instant.now()));
            return 0;
        } catch (IOException e) {
            command.err().println(e.getMessage());
            return 1;
        }
    }

    private void report(Restore restore) {
        if (!restore.unrecorded().isEmpty()) {
            command.err().println("The audit trail has no row of this restore: " + restore.unrecorded());
        }
        Path aside = restore.aside();
        command.out()
                .println(
                        json
                                ? new JsonObject()
                                        .put("taken_at", restore.takenAt().getEpochSecond())
                                        .put("aside", aside == null ? null : aside.toString())
                                        .put("audit_rows", restore.auditRows())
                                        .put("recorded", restore.unrecorded().isEmpty())
                                        .encodePrettily()
                                : "Restored the backup of " + restore.takenAt() + "; its audit trail of "
                                        + restore.auditRows() + " rows is intact."
                                        + (aside == null ? "" : " The database from before is " + aside + "."));
    }
}
