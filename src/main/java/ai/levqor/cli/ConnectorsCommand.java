package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.connectors.Connectors;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** {@code levqor connectors} alone: a usage error. */
    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "Which of list, validate, call, credentials, put, delete, rotate?");
    }

    @Command(name = "list", description = "Lists connectors and their actions.")
    int list(@Option(names = "--json", description = JSON) boolean json) {
        return on(Connectors.LIST, new JsonObject(), answer -> {
            JsonArray connectors = answer.getJsonArray("connectors");
            if (json) {
                out().println(connectors.encodePrettily());
            } else {
                actions(connectors).print(out());
            }
            return 0;
        });
    }

    private static Table actions(JsonArray connectors) {
        var table = new Table("ACTION", "SUMMARY", "REPEATABLE", "COST", "FROM");
        for (Object element : connectors) {
            var connector = (JsonObject) element;
            for (Object listed : connector.getJsonArray("actions")) {
                var action = (JsonObject) listed;
                String repeatable = action.getString("repeatable");
                table.row(
                        connector.getString("name") + "." + action.getString("name"),
                        action.getString("summary"),
                        switch (repeatable) {
                            case "true" -> "yes";
                            case "false" -> "no";
                            default -> "depends";
                        },
                        action.getDouble("cost") == 0 ? "" : action.getDouble("cost") + " USD",
                        connector.getString("origin"));
            }
        }
        return table;
    }

    @Command(name = "validate", description = "Checks manifests; ends with status 1 when one cannot be used.")
    int validate(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Manifests.") List<Path> files,
            @Option(names = "--json", description = JSON) boolean json) {
        var results = new JsonArray();
        boolean valid = true;
        for (Path file : files) {
            var result = new JsonObject[1];
            int status = on(Connectors.VALIDATE, () -> new JsonObject().put("source", read(file)), answer -> {
                result[0] = answer;
                return 0;
            });
            if (status != 0) {
                return status;
            }
            valid &= result[0].getBoolean("valid");
            results.add(result[0].put("file", file.toString()));
            if (!json) {
                print(file, result[0]);
            }
        }
        if (json) {
            out().println(results.encodePrettily());
        }
        return valid ? 0 : 1;
    }

    private void print(Path file, JsonObject result) {
        if (result.getBoolean("valid")) {
            out().println(file + ": valid, with "
                    + String.join(
                            ", ",
                            result.getJsonArray("actions").stream()
                                    .map(Object::toString)
                                    .toList()));
        }
        for (Object element : result.getJsonArray("problems")) {
            var problem = (JsonObject) element;
            String field = problem.getString("field");
            out().println(file + ": " + (field.isEmpty() ? "" : field + " ") + problem.getString("message"));
        }
    }

    @Command(
            name = "call",
            description = "Calls an action and prints its result.",
            footer = {"", "Example: levqor connectors call slack.post_message --stored team --params '{…}'"})
    int call(
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
                    int pages) {
        int dot = action.indexOf('.');
        if (dot < 1) {
            throw new ParameterException(spec.commandLine(), "An action is named like slack.post_message.");
        }
        return on(
                Connectors.CALL,
                () -> new JsonObject()
                        .put("name", action.substring(0, dot))
                        .put("action", action.substring(dot + 1))
                        .put("params", json("--params", params))
                        .put("pages", pages)
                        .put(
                                "credentials",
                                stored != null
                                        ? new JsonObject().put("stored", stored)
                                        : credentials == null
                                                ? new JsonObject()
                                                : json("--credentials", read(credentials))),
                answer -> {
                    out().println(answer.getJsonObject("result").encodePrettily());
                    return 0;
                });
    }

    @Command(name = "credentials", description = "Lists the names of stored credentials.")
    int credentials(@Option(names = "--json", description = JSON) boolean json) {
        return on(Connectors.CREDENTIALS, new JsonObject(), answer -> {
            JsonArray credentials = answer.getJsonArray("credentials");
            if (json) {
                out().println(credentials.encodePrettily());
                return 0;
            }
            var table = new Table("CONNECTOR", "NAME", "VERSION", "BY", "SHARED");
            for (Object element : credentials) {
                var one = (JsonObject) element;
                table.row(
                        one.getString("connector"),
                        one.getString("name"),
                        one.getLong("version").toString(),
                        one.getString("created_by"),
                        one.getBoolean("shared") ? "yes" : "no");
            }
            table.print(out());
            return 0;
        });
    }

    @Command(name = "put", description = "Stores credentials, encrypted.")
    int put(
            @Parameters(paramLabel = "CONNECTOR") String connector,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FILE", description = "A file with credentials as JSON.") Path file,
            @Option(names = "--shared", description = "Everybody may call with them, not admins alone.")
                    boolean shared) {
        return on(
                Connectors.PUT_CREDENTIAL,
                () -> {
                    JsonObject input = id(connector, name).put("credentials", json("FILE", read(file)));
                    return shared ? input.put("shared", true) : input;
                },
                answer -> said("Stored " + connector + "/" + name
                        + (answer.getBoolean("shared")
                                ? ", for everybody who may call connectors."
                                : ", for admins alone; --shared lets everybody call with them who may.")));
    }

    @Command(name = "delete", description = "Deletes stored credentials.")
    int delete(@Parameters(paramLabel = "CONNECTOR") String connector, @Parameters(paramLabel = "NAME") String name) {
        return on(
                Connectors.DELETE_CREDENTIAL,
                id(connector, name),
                answer -> said("Deleted " + connector + "/" + name + "."));
    }

    @Command(name = "rotate", description = "Encrypts all stored credentials anew, under a new key.")
    int rotate() {
        return on(
                Connectors.ROTATE,
                new JsonObject(),
                answer -> said("Encrypted " + answer.getInteger("credentials") + " credentials under a new key."));
    }

    private static JsonObject id(String connector, String name) {
        return new JsonObject().put("name", connector).put("credential", name);
    }

    private int said(String text) {
        out().println(text);
        return 0;
    }

    private int on(Operation operation, JsonObject input, ToIntFunction<JsonObject> printer) {
        return on(operation, () -> input, printer);
    }

    private int on(Operation operation, Callable<JsonObject> input, ToIntFunction<JsonObject> printer) {
        PrintWriter err = spec.commandLine().getErr();
        JsonObject given;
        try {
            given = input.call();
        } catch (IOException e) {
            err.println("Cannot read " + e.getMessage());
            return 1;
        } catch (ParameterException wrong) {
            throw wrong;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        try (LocalNode node = LocalNode.start(cli.env(), Set.of("connectors"))) {
            return printer.applyAsInt(node.call(operation, given));
        } catch (IOException e) {
            err.println(e.getMessage());
        } catch (Failure failure) {
            err.println(text(failure));
        }
        return 1;
    }

    private static String text(Failure failure) {
        String field = failure.field();
        String message = failure.getMessage();
        return (field == null ? "" : field + ": ")
                + (message == null ? failure.code().meaning() : message)
                + (failure.details().isEmpty() ? "" : " " + failure.details().encode());
    }

    private JsonObject json(String where, String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            throw new ParameterException(spec.commandLine(), where + " must hold a JSON object");
        }
    }

    private static String read(Path file) throws IOException {
        return file.toString().equals("-")
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                : Files.readString(file);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
