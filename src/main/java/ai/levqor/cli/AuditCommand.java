package ai.levqor.cli;

import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.ledger.LedgerRepository;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Databases;
import ai.levqor.sql.Migrations;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code levqor audit}: shows and checks the audit trail of the configured database, whether a node runs or not. */
@Command(
        name = "audit",
        description = "Shows and checks the audit trail in the database, whether a node runs or not.",
        subcommands = {AuditVerifyCommand.class, AuditListCommand.class})
final class AuditCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "verify or list?");
    }

    /** Runs {@code work} on the configured database; it is never created or migrated here. */
    int on(ToIntFunction<LedgerRepository> work) {
        Settings settings = cli.settings();
        CoreSettings core = settings.core();
        DatabaseSettings databaseSettings = settings.section("database", DatabaseSettings.class);
        DatabaseUrl url = DatabaseUrl.of(databaseSettings.url(), core.dataDir());
        if (url instanceof DatabaseUrl.Sqlite sqlite && !Files.exists(sqlite.file())) {
            spec.commandLine().getErr().println("There is no database " + sqlite.file() + ".");
            return 1;
        }
        if (Migrations.missing(url) > 0) {
            spec.commandLine()
                    .getErr()
                    .println("The database is of an older version; levqor migrate or levqor run brings it up to date.");
            return 1;
        }
        Vertx vertx = Vertx.vertx();
        Database database = Databases.open(vertx, url, databaseSettings);
        try {
            return work.applyAsInt(new LedgerRepository(database));
        } finally {
            database.close().eventually(vertx::close).await();
        }
    }
}
