package ai.levqor.cli;

import ai.levqor.auth.Auth;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.node.Node;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;

/**
 * What a server that starts says while no admin has ever signed in. In development it prints a sign-in link, which works
 * once; in production, where the output may go to people who are no admins, it names the command.
 */
final class AdminNotice {
    /** Whose account it is; the address gets no mail, since its domain leads nowhere (RFC 6761). */
    private static final String EMAIL = "admin@levqor.localhost";

    private AdminNotice() {}

    static void print(Node node, boolean production, PrintWriter out) {
        BusClient bus = node.kernel().bus();
        try {
            if (join(bus.call(Auth.HAS_ADMIN, new JsonObject(), Caller.SYSTEM)).getBoolean("has_admin")) {
                return;
            }
            if (production) {
                out.println("No admin has signed in yet. Make the first one:");
                out.println("  levqor admin create you@example.com");
                return;
            }
            JsonObject made = join(bus.call(Auth.CREATE_ADMIN, new JsonObject().put("email", EMAIL), Caller.SYSTEM));
            out.println("No admin has signed in yet. This link signs in as " + EMAIL + ", once:");
            out.println("  " + made.getString("link"));
        } catch (Failure failure) {
            if (failure.code() != Code.UNAVAILABLE) {
                throw failure;
            }
            // The accounts are served elsewhere, and not yet: that server says it.
        }
    }

    private static JsonObject join(Future<JsonObject> answer) {
        try {
            return answer.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Failure failure ? failure : e;
        }
    }
}
