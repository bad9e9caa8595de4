package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.ledger.AnchorSeal;
import ai.levqor.ledger.LedgerRepository;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Databases;
import ai.levqor.sql.Migrations;
import ai.levqor.sql.SqliteFile;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code levqor audit}: shows and checks the audit trail of the configured database, whether a node runs or not. */
@Command(
        name = "audit",
        description = "Shows and checks the audit trail in the database, whether a node runs or not.",
        subcommands = {AuditVerifyCommand.class, AuditListCommand.class})
final class AuditCommand implements Runnable {
    @Mixin
    private CommandContext command = new CommandContext();

    @Override
    public void run() {
        throw command.misused("verify or list?");
    }

    /** Runs {@code work} on the configured database; it is never created or migrated here. */
    int on(ToIntFunction<LedgerRepository> work) {
        Settings settings = command.cli().settings();
        CoreSettings core = settings.core();
        DatabaseSettings databaseSettings = settings.section("database", DatabaseSettings.class);
        DatabaseUrl url = DatabaseUrl.of(databaseSettings.url(), core.dataDir());
        if (url instanceof DatabaseUrl.Sqlite sqlite) {
            String wrong = wrong(sqlite.file());
            if (!wrong.isEmpty()) {
                command.err().println(wrong);
                return 1;
            }
        }
        if (Migrations.missing(url) > 0) {
            command.err()
                    .println("The database is of an older version; levqor migrate or levqor run brings it up to date.");
            return 1;
        }
        MasterSecret secret;
        try {
            secret = MasterSecret.configured(core.secret(), core.dataDir());
        } catch (IOException e) {
            command.err().println(e.getMessage());
            return 1;
        }
        Vertx vertx = Vertx.vertx();
        Database database = Databases.open(vertx, url, databaseSettings);
        try {
            return work.applyAsInt(new LedgerRepository(database, new AnchorSeal(secret)));
        } catch (Failure gone) {
            command.err().println(gone.getMessage());
            return 1;
        } finally {
            database.close().eventually(vertx::close).await();
        }
    }

    private static String wrong(Path file) {
        try {
            SqliteFile.check(file);
            return Files.exists(file) ? "" : "There is no database " + file + ".";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
