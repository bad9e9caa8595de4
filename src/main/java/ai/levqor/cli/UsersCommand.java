package ai.levqor.cli;

import ai.levqor.users.Users;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor users}: looks at the users of a server, and tells or deletes what it keeps about one. */
@Command(name = "users", description = "Lists, shows, exports and deletes the users of a server.")
final class UsersCommand implements Callable<Integer> {
    private static final String JSON = "Print JSON.";
    private static final String WHO = "The user's id or e-mail address.";

    @Mixin
    private CommandContext command = new CommandContext();

    @Mixin
    private ServerOptions options = new ServerOptions();

    /** {@code levqor users} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("Which of list, show, export, delete?");
    }

    @Command(name = "list", description = "Lists users, newest first.")
    void list(
            @Option(
                            names = "--search",
                            paramLabel = "TEXT",
                            description = "Only users whose e-mail address or name begins so.")
                    @Nullable
                    String search,
            @Option(names = "--limit", description = "How many. Default: 50.", defaultValue = "50") int limit,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        if (limit < 1) {
            throw command.misused("--limit is " + limit + "; allowed: 1 and more");
        }
        var filter = new JsonObject();
        if (search != null) {
            filter.put("q", search);
        }
        var table = new Table("ID", "EMAIL", "NAME", "LOCALE", "CURRENCY", "CREATED");
        command.print(server().list(Users.LIST, filter, "users", limit), json, table, UsersCommand::row);
    }

    private static void row(Table table, JsonObject user) {
        table.row(
                user.getString("id"),
                user.getString("email"),
                text(user, "name"),
                text(user, "locale"),
                text(user, "currency"),
                time(user.getLong("created_at")));
    }

    @Command(name = "show", description = "Shows a user.")
    void show(
            @Parameters(paramLabel = "USER", description = WHO) String who,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        JsonObject user = find(server(), who);
        if (json) {
            command.out().println(user.encodePrettily());
            return;
        }
        for (String name : user.fieldNames()) {
            Object value = user.getValue(name);
            if (value != null) {
                command.out().printf("%-12s %s%n", name, name.endsWith("_at") ? time(user.getLong(name)) : value);
            }
        }
    }

    @Command(
            name = "export",
            description = "Prints everything that is kept about a person, as JSON.",
            footer = {"", "Example: levqor users export ann@example.com > ann.json"})
    void export(
            @Parameters(paramLabel = "USER", description = WHO) String who,
            @Option(names = "--json", description = "Print JSON; it always does.") boolean json)
            throws IOException {
        Remote server = server();
        command.out().println(server.call(Users.EXPORT, id(find(server, who))).encodePrettily());
    }

    @Command(name = "delete", description = "Deletes a user and everything that is kept about the person, for good.")
    void delete(
            @Parameters(paramLabel = "USER", description = WHO) String who,
            @Option(names = "--yes", description = "Do it; without it the command only says what it would delete.")
                    boolean yes,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        Remote server = server();
        JsonObject user = find(server, who);
        if (!yes) {
            throw command.misused("This would delete " + user.getString("email") + " (" + user.getString("id")
                    + ") with everything that is kept about the person. Add --yes to do it.");
        }
        JsonObject deleted = server.call(Users.DELETE, id(user));
        command.print(
                deleted,
                json,
                "Deleted " + user.getString("email") + "; also forgotten: "
                        + deleted.getJsonObject("forgotten").encode() + ".");
    }

    private Remote server() throws IOException {
        return options.server(command);
    }

    private static JsonObject find(Remote server, String who) {
        return who.indexOf('@') >= 0
                ? server.call(Users.LOOKUP, new JsonObject().put("email", who))
                : server.call(Users.GET, new JsonObject().put("user_id", who));
    }

    private static JsonObject id(JsonObject user) {
        return new JsonObject().put("user_id", user.getString("id"));
    }

    private static String text(JsonObject user, String name) {
        String text = user.getString(name);
        return text == null ? "" : text;
    }

    private static String time(long seconds) {
        return Instant.ofEpochSecond(seconds).toString();
    }
}
