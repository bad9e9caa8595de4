package ai.levqor.cli;

import ai.levqor.bus.Operation;
import ai.levqor.connectors.Connectors;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor connectors}: what can be called, calls, and stored credentials, by the operations of the connectors. */
@Command(
        name = "connectors",
        description = "Lists, checks and calls connectors, and keeps credentials for them.",
        footer = {
            "",
            "It works with the settings and the database of the server, whether that runs or not.",
            "Credentials are read from a file, so that they are in no history of a shell; - is",
            "the standard input."
        })
final class ConnectorsCommand implements Callable<Integer> {
    private static final String JSON = "Print JSON.";

    @Mixin
    private CommandContext command = new CommandContext();

    /** {@code levqor connectors} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("Which of list, validate, call, credentials, put, delete, rotate?");
    }

    @Command(name = "list", description = "Lists connectors and their actions.")
    void list(@Option(names = "--json", description = JSON) boolean json) throws IOException {
        JsonArray connectors = call(Connectors.LIST, new JsonObject()).getJsonArray("connectors");
        var table = new Table("ACTION", "SUMMARY", "REPEATABLE", "COST", "FROM");
        command.print(connectors, json, table, ConnectorsCommand::actions);
    }

    private static void actions(Table table, JsonObject connector) {
        for (Object listed : connector.getJsonArray("actions")) {
            var action = (JsonObject) listed;
            table.row(
                    connector.getString("name") + "." + action.getString("name"),
                    action.getString("summary"),
                    switch (action.getString("repeatable")) {
                        case "true" -> "yes";
                        case "false" -> "no";
                        default -> "depends";
                    },
                    action.getDouble("cost") == 0 ? "" : action.getDouble("cost") + " USD",
                    connector.getString("origin"));
        }
    }

    @Command(name = "validate", description = "Checks manifests; ends with status 1 when one cannot be used.")
    int validate(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Manifests.") List<Path> files,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        var results = new JsonArray();
        boolean valid = true;
        try (LocalNode node = node()) {
            for (Path file : files) {
                JsonObject result = node.call(Connectors.VALIDATE, new JsonObject().put("source", command.read(file)));
                valid &= result.getBoolean("valid");
                results.add(result.put("file", file.toString()));
                if (!json) {
                    print(file, result);
                }
            }
        }
        if (json) {
            command.out().println(results.encodePrettily());
        }
        return valid ? 0 : 1;
    }

    private void print(Path file, JsonObject result) {
        if (result.getBoolean("valid")) {
            command.out()
                    .println(file + ": valid, with "
                            + String.join(
                                    ", ",
                                    result.getJsonArray("actions").stream()
                                            .map(Object::toString)
                                            .toList()));
        }
        for (Object element : result.getJsonArray("problems")) {
            var problem = (JsonObject) element;
            String field = problem.getString("field");
            command.out().println(file + ": " + (field.isEmpty() ? "" : field + " ") + problem.getString("message"));
        }
    }

    @Command(
            name = "call",
            description = "Calls an action and prints its result.",
            footer = {"", "Example: levqor connectors call slack.post_message --stored team --params '{…}'"})
    void call(
            @Parameters(paramLabel = "ACTION", description = "Connector and action, such as slack.post_message.")
                    String action,
            @Option(names = "--params", paramLabel = "JSON", description = "The parameters.", defaultValue = "{}")
                    String params,
            @Option(names = "--stored", paramLabel = "NAME", description = "The name of stored credentials.") @Nullable
                    String stored,
            @Option(names = "--credentials", paramLabel = "FILE", description = "A file with credentials as JSON.")
                    @Nullable
                    Path credentials,
            @Option(names = "--pages", paramLabel = "N", description = "How many pages to gather.", defaultValue = "1")
                    int pages)
            throws IOException {
        int dot = action.indexOf('.');
        if (dot < 1) {
            throw command.misused("An action is named like slack.post_message.");
        }
        JsonObject used = stored != null ? new JsonObject().put("stored", stored) : new JsonObject();
        JsonObject answer = call(
                Connectors.CALL,
                new JsonObject()
                        .put("name", action.substring(0, dot))
                        .put("action", action.substring(dot + 1))
                        .put("params", json("--params", params))
                        .put("pages", pages)
                        .put(
                                "credentials",
                                stored == null && credentials != null
                                        ? json("--credentials", command.read(credentials))
                                        : used));
        command.out().println(answer.getJsonObject("result").encodePrettily());
    }

    @Command(name = "credentials", description = "Lists the names of stored credentials.")
    void credentials(@Option(names = "--json", description = JSON) boolean json) throws IOException {
        JsonArray credentials = call(Connectors.CREDENTIALS, new JsonObject()).getJsonArray("credentials");
        var table = new Table("CONNECTOR", "NAME", "VERSION", "BY", "SHARED");
        command.print(credentials, json, table, ConnectorsCommand::credential);
    }

    private static void credential(Table table, JsonObject credential) {
        table.row(
                credential.getString("connector"),
                credential.getString("name"),
                credential.getLong("version").toString(),
                credential.getString("created_by"),
                credential.getBoolean("shared") ? "yes" : "no");
    }

    @Command(name = "put", description = "Stores credentials, encrypted.")
    void put(
            @Parameters(paramLabel = "CONNECTOR") String connector,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FILE", description = "A file with credentials as JSON.") Path file,
            @Option(names = "--shared", description = "Everybody may call with them, not admins alone.") boolean shared)
            throws IOException {
        JsonObject input = id(connector, name).put("credentials", json("FILE", command.read(file)));
        JsonObject stored = call(Connectors.PUT_CREDENTIAL, shared ? input.put("shared", true) : input);
        command.out()
                .println("Stored " + connector + "/" + name
                        + (stored.getBoolean("shared")
                                ? ", for everybody who may call connectors."
                                : ", for admins alone; --shared lets everybody call with them who may."));
    }

    @Command(name = "delete", description = "Deletes stored credentials.")
    void delete(@Parameters(paramLabel = "CONNECTOR") String connector, @Parameters(paramLabel = "NAME") String name)
            throws IOException {
        call(Connectors.DELETE_CREDENTIAL, id(connector, name));
        command.out().println("Deleted " + connector + "/" + name + ".");
    }

    @Command(name = "rotate", description = "Encrypts all stored credentials anew, under a new key.")
    void rotate() throws IOException {
        int credentials = call(Connectors.ROTATE, new JsonObject()).getInteger("credentials");
        command.out().println("Encrypted " + credentials + " credentials under a new key.");
    }

    private static JsonObject id(String connector, String name) {
        return new JsonObject().put("name", connector).put("credential", name);
    }

    private LocalNode node() throws IOException {
        return command.node("connectors");
    }

    private JsonObject call(Operation operation, JsonObject input) throws IOException {
        try (LocalNode node = node()) {
            return node.call(operation, input);
        }
    }

    private JsonObject json(String where, String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            throw command.misused(where + " must hold a JSON object");
        }
    }
}
