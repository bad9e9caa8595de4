package ai.levqor.cli;

import ai.levqor.config.DurationText;
import ai.levqor.keys.Keys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
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
    void create(
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
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        var input = new JsonObject().put("name", name).put("scopes", new JsonArray(scopes));
        putIfGiven(input, "expires_in", seconds("--expires", expires, 1));
        putIfGiven(input, "plan", plan);
        putIfGiven(input, "rate_per_minute", rate);
        try (LocalNode node = command.node("keys")) {
            show(node.call(Keys.CREATE, input), json);
        }
    }

    @Command(name = "list", description = "Lists all keys, newest first; of a key itself nothing is known.")
    void list(@Option(names = "--json", description = JSON) boolean json) throws IOException {
        try (LocalNode node = command.node("keys")) {
            var table = new Table("ID", "NAME", "STATUS", "SCOPES", "CREATED", "EXPIRES", "LAST USED", "BY");
            command.print(node.list(Keys.LIST, "keys"), json, table, KeysCommand::row);
        }
    }

    @Command(
            name = "rotate",
            description =
                    "Makes the key that follows another and prints it, this once; the old one stays valid a while.")
    void rotate(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(
                            names = "--overlap",
                            paramLabel = "DURATION",
                            description = "How long the old key stays valid, such as 1h; 0s ends it at once."
                                    + " Default: the setting keys.rotation-overlap.")
                    @Nullable
                    String overlap,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        var input = new JsonObject().put("key_id", id);
        putIfGiven(input, "overlap", seconds("--overlap", overlap, 0));
        try (LocalNode node = command.node("keys")) {
            show(node.call(Keys.ROTATE, input), json);
        }
    }

    @Command(name = "revoke", description = "Ends a key at once.")
    void revoke(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        try (LocalNode node = command.node("keys")) {
            JsonObject key = node.call(Keys.REVOKE, new JsonObject().put("key_id", id));
            command.print(key, json, "Revoked " + id + ".");
        }
    }

    /** The key goes to the standard output alone, so that a script can take it; the rest is for people. */
    private void show(JsonObject created, boolean json) {
        if (json) {
            command.out().println(created.encodePrettily());
            return;
        }
        PrintWriter err = command.err();
        err.println("Key " + created.getString("key_id") + " \"" + created.getString("name") + "\", valid until "
                + time(created, "expires_at", "revoked") + ". It is shown only now:");
        err.flush();
        command.out().println(created.getString("key"));
    }

    private static void row(Table table, JsonObject key) {
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
}
