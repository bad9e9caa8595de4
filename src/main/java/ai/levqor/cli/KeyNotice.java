package ai.levqor.cli;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.Settings;
import ai.levqor.keys.Keys;
import ai.levqor.node.Node;
import ai.levqor.security.KeyRing;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** What a server that starts says about API keys: the development key once, or how to make the first one. */
record KeyNotice(CoreSettings core, Path file, boolean fresh) {
    private static final int PAGE = 200;

    /** To be made before the node starts, which makes the development key. */
    static KeyNotice beforeStart(Settings settings) {
        CoreSettings core = settings.core();
        Path file = KeyRing.developmentKeyFile(core.dataDir());
        return new KeyNotice(core, file, !Files.exists(file));
    }

    void print(Node node, ServerUrl url, PrintWriter out) throws IOException {
        if (core.production()) {
            if (core.apiKeys().isEmpty() && core.apiKeysNext().isEmpty() && noneStored(node)) {
                out.println("There is no API key yet, so every write is refused. Make the first one:");
                out.println("  levqor keys create --name first --scopes '*'");
            }
        } else if (fresh) {
            String key = KeyRing.developmentKey(core.dataDir());
            out.println("API key, shown this once and kept in " + file + ":");
            out.println("  " + key);
            out.println("Try it:");
            out.println(
                    "  curl -sS " + url.local() + "/api/v1/intake -H 'X-Api-Key: " + key
                            + "' -H 'Content-Type: application/json' -d '{\"workflow\":\"echo\",\"payload\":{\"hello\":\"world\"}}'");
        } else {
            out.println("API key: in " + file);
        }
    }

    /** Whether the newest keys are all out of force; false also where nobody can tell. */
    private static boolean noneStored(Node node) {
        try {
            JsonObject page = node.kernel()
                    .bus()
                    .call(Keys.LIST, new JsonObject().put("limit", PAGE), Caller.SYSTEM)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return page.getJsonArray("keys").stream()
                    .map(key -> ((JsonObject) key).getString("status"))
                    .noneMatch(status -> status.equals("active") || status.equals("replaced"));
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure) {
                return false; // the keys are served elsewhere, and not yet
            }
            throw e;
        }
    }
}
