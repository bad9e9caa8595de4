package ai.levqor.cli;

import ai.levqor.backup.Backup;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor backup}: a checked copy of the SQLite database, beside a running server. */
@Command(
        name = "backup",
        description = "Writes a checked copy of the SQLite database, whether a server runs or not.",
        footer = {
            "",
            "The master secret (LEVQOR_SECRET, or the file `secret` in the data folder) is not",
            "in it: keep that elsewhere, because a backup is of little use without it and",
            "gives too much away with it. On PostgreSQL it prints the pg_dump to use."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Parameters(paramLabel = "FILE", description = "The new file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--json", description = "Print JSON: file, bytes, audit_rows.")
    private boolean json;

    @Override
    public Integer call() {
        Settings settings = command.cli().settings();
        CoreSettings core = settings.core();
        DatabaseSettings database = settings.section("database", DatabaseSettings.class);
        DatabaseUrl url = DatabaseUrl.of(database.url(), core.dataDir());
        try {
            if (url instanceof DatabaseUrl.Sqlite sqlite) {
                report(Backup.write(
                        sqlite.file(),
                        file,
                        database,
                        MasterSecret.configured(core.secret(), core.dataDir()),
                        Version.current(),
                        InstantSource.system()));
                return 0;
            }
            command.err().println("The database is PostgreSQL, which its own programs back up: " + pgDump(url, file));
        } catch (IOException e) {
            command.err().println(e.getMessage());
        }
        return 1;
    }

    private void report(Backup backup) {
        command.out()
                .println(
                        json
                                ? new JsonObject()
                                        .put("file", backup.file().toString())
                                        .put("bytes", backup.bytes())
                                        .put("audit_rows", backup.auditRows())
                                        .encodePrettily()
                                : "Backed up to " + backup.file() + ": " + backup.bytes()
                                        + " bytes, checked; its audit trail of " + backup.auditRows()
                                        + " rows is intact. The master secret is not in it.");
    }

    private static String pgDump(DatabaseUrl url, Path file) {
        return url instanceof DatabaseUrl.Postgres postgres
                ? "pg_dump --format=custom --file=" + file + " --host=" + postgres.host() + " --port="
                        + postgres.port() + " --username=" + postgres.user() + " " + postgres.database()
                : "";
    }
}
