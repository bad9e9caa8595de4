package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.users.Users;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code levqor users}: looks at the users of a server, and tells or deletes what it keeps about one. */
@Command(
        name = "users",
        description = "Lists, shows, exports and deletes the users of a server.",
        footer = {
            "",
            "Without --url it asks the server that these settings describe (http.host,",
            "http.port); without --key it uses the first of api-keys, or the",
            "development key in the data folder."
        })
final class UsersCommand implements Callable<Integer> {
    private static final String JSON = "Print JSON.";
    private static final String WHO = "The user's id or e-mail address.";
    private static final int PAGE = 200;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--url", scope = ScopeType.INHERIT, description = "The server, such as http://127.0.0.1:8080.")
    private @Nullable String url;

    @Option(names = "--key", scope = ScopeType.INHERIT, description = "The API key.")
    private @Nullable String key;

    /** {@code levqor users} alone: a usage error. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which of list, show, export, delete?");
    }

    @Command(name = "list", description = "Lists users, newest first.")
    int list(
            @Option(
                            names = "--search",
                            paramLabel = "TEXT",
                            description = "Only users whose e-mail address or name begins so.")
                    @Nullable
                    String search,
            @Option(names = "--limit", description = "How many. Default: 50.", defaultValue = "50") int limit,
            @Option(names = "--json", description = JSON) boolean json) {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + "; allowed: 1 and more");
        }
        return on(server -> {
            JsonArray users = users(server, search, limit);
            if (json) {
                out().println(users.encodePrettily());
            } else {
                var table = new Table("ID", "EMAIL", "NAME", "LOCALE", "CURRENCY", "CREATED");
                for (Object element : users) {
                    var user = (JsonObject) element;
                    table.row(
                            user.getString("id"),
                            user.getString("email"),
                            text(user, "name"),
                            text(user, "locale"),
                            text(user, "currency"),
                            time(user.getLong("created_at")));
                }
                table.print(out());
            }
        });
    }

    private static JsonArray users(Remote server, @Nullable String search, int limit)
            throws IOException, InterruptedException {
        var users = new JsonArray();
        var input = new JsonObject();
        if (search != null) {
            input.put("q", search);
        }
        JsonObject page;
        do {
            input.put("limit", Math.min(PAGE, limit - users.size()));
            page = server.call(Users.LIST, input);
            users.addAll(page.getJsonArray("users"));
            input.put("cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more") && users.size() < limit);
        return users;
    }

    @Command(name = "show", description = "Shows a user.")
    int show(
            @Parameters(paramLabel = "USER", description = WHO) String who,
            @Option(names = "--json", description = JSON) boolean json) {
        return on(server -> {
            JsonObject user = find(server, who);
            if (json) {
                out().println(user.encodePrettily());
                return;
            }
            for (String name : user.fieldNames()) {
                Object value = user.getValue(name);
                if (value != null) {
                    out().printf("%-12s %s%n", name, name.endsWith("_at") ? time(user.getLong(name)) : value);
                }
            }
        });
    }

    @Command(
            name = "export",
            description = "Prints everything that is kept about a person, as JSON.",
            footer = {"", "Example: levqor users export ann@example.com > ann.json"})
    int export(
            @Parameters(paramLabel = "USER", description = WHO) String who,
            @Option(names = "--json", description = "Print JSON; it always does.") boolean json) {
        return on(server ->
                out().println(server.call(Users.EXPORT, id(find(server, who))).encodePrettily()));
    }

    @Command(name = "delete", description = "Deletes a user and everything that is kept about the person, for good.")
    int delete(
            @Parameters(paramLabel = "USER", description = WHO) String who,
            @Option(names = "--yes", description = "Do it; without it the command only says what it would delete.")
                    boolean yes,
            @Option(names = "--json", description = JSON) boolean json) {
        return on(server -> {
            JsonObject user = find(server, who);
            if (!yes) {
                throw new ParameterException(
                        spec.commandLine(),
                        "This would delete " + user.getString("email") + " (" + user.getString("id")
                                + ") with everything that is kept about the person. Add --yes to do it.");
            }
            JsonObject deleted = server.call(Users.DELETE, id(user));
            out().println(
                            json
                                    ? deleted.encodePrettily()
                                    : "Deleted " + user.getString("email") + "; also forgotten: "
                                            + deleted.getJsonObject("forgotten").encode() + ".");
        });
    }

    private static JsonObject find(Remote server, String who) throws IOException, InterruptedException {
        return who.indexOf('@') >= 0
                ? server.call(Users.LOOKUP, new JsonObject().put("email", who))
                : server.call(Users.GET, new JsonObject().put("user_id", who));
    }

    private static JsonObject id(JsonObject user) {
        return new JsonObject().put("user_id", user.getString("id"));
    }

    private int on(Work work) {
        try {
            work.run(Remote.of(cli.settings(), url, key));
            out().flush();
            return 0;
        } catch (IOException e) {
            err().println("The server at " + Remote.url(cli.settings(), url) + " does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Failure failure) {
            err().println(failure.getMessage());
        }
        return 1;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private static String text(JsonObject user, String name) {
        String text = user.getString(name);
        return text == null ? "" : text;
    }

    private static String time(long seconds) {
        return Instant.ofEpochSecond(seconds).toString();
    }

    /** What a command does with the server. */
    @FunctionalInterface
    private interface Work {
        void run(Remote server) throws IOException, InterruptedException;
    }
}
