package ai.levqor.cli;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.config.DurationText;
import ai.levqor.keys.Keys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor keys}: the stored API keys, by the operations of the keys. */
@Command(
        name = "keys",
        description = "Makes, lists, rotates and revokes API keys.",
        footer = {
            "",
            "It works on the configured database, whether a server runs or not; one that",
            "runs knows of a change within 5 seconds. The settings, the master secret and",
            "the data folder must be those of the server."
        })
final class KeysCommand implements Callable<Integer> {
    private static final String JSON = "Print the answer as JSON.";
    private static final String ID = "The key's id, such as live_1f0c9a2b7d4e; see `levqor keys list`.";

    @Mixin
    private CommandContext command = new CommandContext();

    /** {@code levqor keys} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("Which of create, list, rotate, revoke?");
    }

    @Command(
            name = "create",
            description = "Makes a key and prints it, this once.",
            footer = {"", "Example: key=$(levqor keys create --name shop --scopes jobs:read,jobs:write)"})
    int create(
            @Option(names = "--name", required = true, description = "What the key is for.") String name,
            @Option(
                            names = "--scopes",
                            required = true,
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "What it may do: scopes such as jobs:write, jobs:* or *, by comma.")
                    List<String> scopes,
            @Option(
                            names = "--expires",
                            paramLabel = "DURATION",
                            description = "How long it is valid, such as 12h or 90d. Default: no end.")
                    @Nullable
                    String expires,
            @Option(names = "--plan", description = "The plan whose limits it has. Default: free.") @Nullable
                    String plan,
            @Option(
                            names = "--rate-per-minute",
                            paramLabel = "N",
                            description = "Requests a minute that it may make. Default: what its plan says.")
                    @Nullable
                    Integer rate,
            @Option(names = "--json", description = JSON) boolean json) {
        var input = new JsonObject().put("name", name).put("scopes", new JsonArray(scopes));
        putIfGiven(input, "expires_in", seconds("--expires", expires, 1));
        putIfGiven(input, "plan", plan);
        putIfGiven(input, "rate_per_minute", rate);
        return run(Keys.CREATE, input, created -> show(created, json));
    }

    @Command(name = "list", description = "Lists all keys, newest first; of a key itself nothing is known.")
    int list(@Option(names = "--json", description = JSON) boolean json) {
        return onNode(node -> {
            var keys = new JsonArray();
            JsonObject page;
            var input = new JsonObject().put("limit", 200);
            do {
                page = node.call(Keys.LIST, input.copy());
                keys.addAll(page.getJsonArray("keys"));
                input.put("cursor", page.getString("next_cursor"));
            } while (page.getBoolean("has_more"));
            if (json) {
                out().println(keys.encodePrettily());
            } else {
                table(keys).print(out());
            }
        });
    }

    @Command(
            name = "rotate",
            description =
                    "Makes the key that follows another and prints it, this once; the old one stays valid a while.")
    int rotate(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(
                            names = "--overlap",
                            paramLabel = "DURATION",
                            description = "How long the old key stays valid, such as 1h; 0s ends it at once."
                                    + " Default: the setting keys.rotation-overlap.")
                    @Nullable
                    String overlap,
            @Option(names = "--json", description = JSON) boolean json) {
        var input = new JsonObject().put("key_id", id);
        putIfGiven(input, "overlap", seconds("--overlap", overlap, 0));
        return run(Keys.ROTATE, input, created -> show(created, json));
    }

    @Command(name = "revoke", description = "Ends a key at once.")
    int revoke(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = JSON) boolean json) {
        return run(
                Keys.REVOKE,
                new JsonObject().put("key_id", id),
                key -> out().println(json ? key.encodePrettily() : "Revoked " + id + "."));
    }

    private int run(Operation operation, JsonObject input, Consumer<JsonObject> printer) {
        return onNode(node -> printer.accept(node.call(operation, input)));
    }

    private int onNode(Consumer<LocalNode> work) {
        PrintWriter err = command.err();
        try (LocalNode node = LocalNode.start(command.cli().env(), Set.of("keys"))) {
            work.accept(node);
            return 0;
        } catch (IOException e) {
            err.println(e.getMessage());
        } catch (Failure failure) {
            err.println(text(failure));
        }
        return 1;
    }

    /** The key goes to the standard output alone, so that a script can take it; the rest is for people. */
    private void show(JsonObject created, boolean json) {
        if (json) {
            out().println(created.encodePrettily());
            return;
        }
        PrintWriter err = command.err();
        err.println("Key " + created.getString("key_id") + " \"" + created.getString("name") + "\", valid until "
                + time(created, "expires_at", "revoked") + ". It is shown only now:");
        err.flush();
        out().println(created.getString("key"));
    }

    private PrintWriter out() {
        return command.out();
    }

    private static Table table(JsonArray keys) {
        var table = new Table("ID", "NAME", "STATUS", "SCOPES", "CREATED", "EXPIRES", "LAST USED", "BY");
        for (Object element : keys) {
            var key = (JsonObject) element;
            table.row(
                    key.getString("key_id"),
                    key.getString("name"),
                    key.getString("status"),
                    key.getJsonArray("scopes").stream().map(Object::toString).collect(Collectors.joining(",")),
                    time(key, "created_at", ""),
                    time(key, "expires_at", "never"),
                    time(key, "last_used_at", "never"),
                    key.getString("created_by"));
        }
        return table;
    }

    private static String time(JsonObject key, String name, String none) {
        Long seconds = key.getLong(name);
        return seconds == null ? none : Instant.ofEpochSecond(seconds).toString();
    }

    private @Nullable Long seconds(String option, @Nullable String text, long min) {
        if (text == null) {
            return null;
        }
        try {
            Duration duration = DurationText.parse(text);
            if (duration.toSeconds() >= min) {
                return duration.toSeconds();
            }
        } catch (IllegalArgumentException unreadable) {
            // told below, with what is allowed
        }
        throw command.misused(option + " is " + text + "; allowed: a duration such as 15m, 1h or 90d");
    }

    private static void putIfGiven(JsonObject input, String name, @Nullable Object value) {
        if (value != null) {
            input.put(name, value);
        }
    }

    private static String text(Failure failure) {
        if (failure.code() == Code.NOT_FOUND) {
            return "There is no key " + failure.details().getString("key_id") + "; see `levqor keys list`.";
        }
        String message = failure.getMessage();
        String what = message == null ? failure.code().meaning() : message;
        String field = failure.field();
        return (field == null ? "" : field + ": ")
                + what
                + (failure.details().isEmpty() ? "" : " " + failure.details().encode());
    }
}
