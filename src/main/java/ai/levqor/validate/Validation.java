package ai.levqor.validate;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import ai.levqor.contract.PlainRoutes;
import ai.levqor.contract.PlainRoutes.PlainRoute;
import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Calls every operation of a running server. What it needs it makes itself, under names that nobody else has, and
 * removes it again; jobs stay in the history, as all do, until their retention ends. For the time of the run it makes a
 * key of its own, so that the limits of a client do not slow it down; without the scope to make one it goes on with the
 * key that it was given, at the speed that the server allows.
 */
public final class Validation {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final int OWN_RATE = 100_000;

    private final Schemas schemas = new Schemas();
    private final Map<String, String> kept = new HashMap<>();
    private final Map<String, Finding> findings = new LinkedHashMap<>();
    private final Target target;
    private boolean production;

    private Validation(Target target) {
        this.target = target;
        kept.put("run", UUID.randomUUID().toString().substring(0, 8));
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
        for (PlainRoute route : PlainRoutes.all()) {
            Answer answer = target.get(route.path());
            Verdict verdict = answer.status() == 200
                    ? Verdict.reply(route.reply(), answer, schemas)
                    : new Verdict(false, "expected 200, got " + answer.status());
            note(route.name(), "GET " + route.path(), answer, verdict);
            JsonObject json = answer.json();
            if (route.equals(PlainRoutes.HEALTHY) && json != null) {
                production = "production".equals(json.getValue("environment"));
            }
        }
        String own = ownKey();
        try {
            for (Step step : Steps.all(schemas)) {
                take(step);
            }
        } finally {
            target.use(key);
            if (own != null) {
                target.call(operation("keys.revoke"), new JsonObject().put("key_id", own));
            }
        }
        return List.copyOf(findings.values());
    }

    private @Nullable String ownKey() throws IOException, InterruptedException {
        var input = new JsonObject()
                .put("name", "levqor validate " + kept.get("run"))
                .put("scopes", new JsonArray().add("*"))
                .put("expires_in", 3600)
                .put("rate_per_minute", OWN_RATE);
        JsonObject made = target.call(operation("keys.create"), input).json();
        if (made == null || made.getString("key") == null || made.getString("key_id") == null) {
            return null;
        }
        target.use(made.getString("key"));
        return made.getString("key_id");
    }

    private void take(Step step) throws InterruptedException {
        Operation operation = operation(step.call());
        String route = operation.method() + " " + operation.path();
        Answer none = new Answer(0, "", "", 0);
        JsonObject input = step.input(kept);
        if (input == null) {
            note(operation.name(), route, none, new Verdict(false, "not reached: what it needs was not made"));
            return;
        }
        try {
            Answer answer = target.call(operation, input);
            Verdict verdict = judge(step, operation, answer);
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (!verdict.passed() && verdict.again() && System.nanoTime() < deadline) {
                Pause.of(POLL);
                answer = target.call(operation, input);
                verdict = judge(step, operation, answer);
            }
            note(operation.name(), route, answer, verdict);
            keep(step, answer);
        } catch (IOException e) {
            note(operation.name(), route, none, new Verdict(false, "no answer: " + e));
        }
    }

    private Verdict judge(Step step, Operation operation, Answer answer) {
        if (operation.developmentOnly() && production) {
            boolean absent = answer.status() == 404;
            return new Verdict(absent, absent ? "not served in production" : "production must not serve it");
        }
        Verdict verdict = Verdict.of(step, operation, answer, schemas);
        JsonObject json = answer.json();
        if (!verdict.passed() || json == null) {
            return verdict;
        }
        for (Map.Entry<String, Object> wanted : step.until()) {
            Object found = json.getValue(wanted.getKey());
            if (!String.valueOf(wanted.getValue()).equals(String.valueOf(found))) {
                return new Verdict(
                        false, !operation.writes(), wanted.getKey() + " is " + found + ", not " + wanted.getValue());
            }
        }
        return verdict;
    }

    private void keep(Step step, Answer answer) {
        JsonObject json = answer.json();
        step.keep().forEach((name, field) -> {
            Object value = json == null ? null : json.getValue(field);
            if (value != null) {
                kept.put(name, value.toString());
            }
        });
    }

    private void note(String operation, String route, Answer answer, Verdict verdict) {
        Finding before = findings.get(operation);
        if (before == null || before.passed()) {
            findings.put(
                    operation,
                    new Finding(operation, route, answer.status(), answer.ms(), verdict.passed(), verdict.words()));
        }
    }

    private static Operation operation(String name) {
        return Catalog.operation(name)
                .orElseThrow(() -> new IllegalStateException("validate: there is no operation " + name));
    }
}
