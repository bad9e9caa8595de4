package ai.levqor.cli;

import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Migrations;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor migrate}: brings the tables up to date as a starting server does, and starts none. */
@Command(
        name = "migrate",
        description = "Brings the database's tables up to date, as a starting server does, and starts none.")
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--check", description = "Change nothing; exit status 1 when migrations are missing.")
    private boolean check;

    @Option(names = "--json", description = "Print JSON: applied and missing.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Settings settings = command.cli().settings();
        Files.createDirectories(settings.core().dataDir());
        DatabaseUrl url = DatabaseUrl.of(
                settings.section("database", DatabaseSettings.class).url(),
                settings.core().dataDir());
        int applied = check ? 0 : Migrations.run(url);
        int missing = Migrations.missing(url);
        PrintWriter out = command.out();
        if (json) {
            out.println(new JsonObject().put("applied", applied).put("missing", missing));
        } else {
            out.println(
                    missing > 0 ? missing + " migrations are missing" : applied + " migrations applied; up to date");
        }
        out.flush();
        return missing > 0 ? 1 : 0;
    }
}
