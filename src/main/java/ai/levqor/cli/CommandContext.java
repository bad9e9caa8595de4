package ai.levqor.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has around it; a mixin, so that it is declared once. */
@Command // or picocli would not look into it
final class CommandContext {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** The command line that the command is part of. */
    Cli cli() {
        return (Cli) spec.root().userObject();
    }

    /** What was asked for goes here. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Everything else goes here. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A usage error: thrown, it ends the command with status 2. */
    ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The verticle of this name in this process, on the configured database. */
    LocalNode node(String verticle) throws IOException {
        return LocalNode.start(cli().env(), Set.of(verticle));
    }

    /** The text of a file that an argument names; {@code -} is the standard input. */
    String read(Path file) throws IOException {
        try {
            return file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (IOException e) {
            throw new IOException("Cannot read " + file + ".", e);
        }
    }

    /** Prints an answer as JSON or, for people, as {@code text}. */
    void print(JsonObject answer, boolean json, String text) {
        out().println(json ? answer.encodePrettily() : text);
    }

    /** Prints entries as JSON or, for people, as a table to which {@code row} adds each. */
    void print(JsonArray entries, boolean json, Table table, BiConsumer<Table, JsonObject> row) {
        if (json) {
            out().println(entries.encodePrettily());
        } else {
            entries.forEach(entry -> row.accept(table, (JsonObject) entry));
            table.print(out());
        }
    }
}
