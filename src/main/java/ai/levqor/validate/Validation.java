package ai.levqor.validate;

import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Calls every operation of a running server. What it needs it makes itself, under names that nobody else has, and
 * removes it again; jobs stay in the history, as all do, until their retention ends. For the time of the run it makes a
 * key of its own, so that the limits of a client do not slow it down; without the scope to make one it goes on with the
 * key that it was given, at the speed that the server allows.
 */
public final class Validation {
    private static final int OWN_RATE = 100_000;

    private final Schemas schemas = new Schemas();
    private final Findings findings = new Findings();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final Target target;

    private Validation(Target target) {
        this.target = target;
    }

    /**
     * Calls every operation of the server at {@code base} and answers a finding for each: the first that failed, else the
     * last.
     *
     * @param key an API key with the scope {@code *}, or as many scopes as it is to be judged by
     * @throws IOException when the server does not answer at all
     */
    public static List<Finding> run(String base, String key) throws IOException, InterruptedException {
        try (var target = new Target(base.replaceAll("/+$", ""), key)) {
            return new Validation(target).run(key);
        }
    }

    private List<Finding> run(String key) throws IOException, InterruptedException {
        boolean production = new Probes(target, schemas, findings).ask();
        String own = ownKey();
        try {
            var walk = new Walk(target, schemas, findings, production, run);
            for (Step step : Steps.all(schemas)) {
                walk.take(step);
            }
            new Sweep(target).cancel("levqor-validate-" + run);
            new Sweep(target).cancel("levqor-validate-workflow-" + run);
        } finally {
            target.use(key);
            if (own != null) {
                target.call(Walk.operation("keys.revoke"), new JsonObject().put("key_id", own), "");
            }
        }
        return findings.list();
    }

    private @Nullable String ownKey() throws IOException, InterruptedException {
        var input = new JsonObject()
                .put("name", "levqor validate " + run)
                .put("scopes", new JsonArray().add("*"))
                .put("expires_in", 3600)
                .put("rate_per_minute", OWN_RATE);
        JsonObject made = target.call(Walk.operation("keys.create"), input, "").json();
        if (made == null || made.getString("key") == null || made.getString("key_id") == null) {
            return null;
        }
        target.use(made.getString("key"));
        return made.getString("key_id");
    }
}
