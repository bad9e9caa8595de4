package ai.levqor.cli;

import ai.levqor.auth.Auth;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code levqor admin}: the first admin, and the way back in. */
@Command(
        name = "admin",
        description = "Makes the accounts of admins.",
        footer = {
            "",
            "It works on the configured database, whether a server runs or not. The settings,",
            "the master secret and the data folder must be those of the server."
        })
final class AdminCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    /** {@code levqor admin} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("Which of create?");
    }

    @Command(
            name = "create",
            description =
                    "Makes an account an admin's, a new one or one that there is, and prints a sign-in link that works once.",
            footer = {"", "Example: levqor admin create ann@example.com"})
    void create(@Parameters(paramLabel = "EMAIL", description = "The person's e-mail address.") String email)
            throws IOException {
        try (LocalNode node = command.node("auth")) {
            JsonObject made = node.call(Auth.CREATE_ADMIN, new JsonObject().put("email", email));
            command.err()
                    .println(made.getString("email") + " is an admin. The link signs in once, until "
                            + Instant.ofEpochSecond(made.getLong("expires_at")) + ":");
            command.err().flush();
            command.out().println(made.getString("link"));
        }
    }
}
