package ai.levqor.connectors;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.connectors.Action.Paging;
import ai.levqor.connectors.Exchange.Answered;
import ai.levqor.connectors.Exchange.Failed;
import ai.levqor.expressions.Expression;
import ai.levqor.expressions.ExpressionException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of an action: its steps and pages, with as many attempts as are safe, all within one time. On a virtual
 * thread.
 */
final class ConnectorCall {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(250);

    private final Vertx vertx;
    private final Exchange exchange;
    private final Refresher refresher;
    private final Guard guard;
    private final Manifest manifest;
    private final Action action;
    private final @Nullable String idempotencyKey;
    private final int maxAttempts;
    private final long deadline;
    private Credentials credentials;
    private boolean refreshed;

    ConnectorCall(
            Vertx vertx,
            Exchange exchange,
            Refresher refresher,
            Guard guard,
            Manifest manifest,
            Action action,
            Credentials credentials,
            @Nullable String idempotencyKey,
            int maxAttempts,
            Duration timeout) {
        this.vertx = vertx;
        this.exchange = exchange;
        this.refresher = refresher;
        this.guard = guard;
        this.manifest = manifest;
        this.action = action;
        this.credentials = credentials;
        this.idempotencyKey = idempotencyKey;
        this.maxAttempts = maxAttempts;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Calls with {@code params} and gathers up to {@code pages} pages.
     *
     * @throws Failure in the one form of all providers' errors
     */
    JsonObject run(JsonNode params, int pages) {
        if (refresher.due(manifest, credentials)) {
            refresh();
        }
        Paging paging = action.paging();
        ObjectNode whole = page(params);
        if (paging == null) {
            return Trees.object(whole);
        }
        ObjectNode asked = params.deepCopy();
        JsonNode last = whole;
        for (int page = 1; page < pages; page++) {
            String cursor = next(paging, last);
            if (cursor.isEmpty()) {
                break;
            }
            last = page(asked.put(paging.parameter(), cursor));
            if (whole.path(paging.items()) instanceof ArrayNode items
                    && last.path(paging.items()) instanceof ArrayNode more) {
                items.addAll(more);
            }
        }
        String cursor = next(paging, last);
        whole.put("next_cursor", cursor.isEmpty() ? null : cursor);
        return Trees.object(whole);
    }

    private String next(Paging paging, JsonNode page) {
        return Exchange.evaluateAnswer(paging.next(), page, Map.of(), 0).asText("");
    }

    private ObjectNode promised(JsonNode output, int status) {
        if (!(output instanceof ObjectNode object)) {
            throw new Failed(ProviderError.garbage(status));
        }
        try {
            action.checkResult().accept(Trees.object(object));
            return object;
        } catch (Failure notPromised) {
            throw new Failed(ProviderError.garbage(status));
        }
    }

    private ObjectNode page(JsonNode params) {
        Map<String, JsonNode> variables = new HashMap<>();
        variables.put("version", TextNode.valueOf(manifest.version()));
        variables.put("params", params);
        boolean idempotent = truth(action.idempotent(), params)
                || (idempotencyKey != null && !action.idempotencyHeader().isEmpty());
        Answered last = null;
        try {
            for (Step step : action.steps()) {
                if (step.when() == null || truth(step.when(), params)) {
                    last = attempts(step, params, variables, idempotent);
                    variables.put(step.name(), last.body());
                }
            }
            if (last == null) {
                throw Failure.invalid("params", "leave nothing to do");
            }
            Map<String, JsonNode> known = new HashMap<>(variables);
            known.putAll(last.variables());
            int status = known.getOrDefault("status", IntNode.valueOf(0)).asInt();
            JsonNode output = Exchange.evaluateAnswer(action.output(), last.body(), known, status);
            return promised(output, status);
        } catch (Failed failed) {
            throw failed.error().failure(manifest, action, credentials, idempotent);
        }
    }

    private static boolean truth(Expression expression, JsonNode params) {
        try {
            return expression.test(params, Map.of());
        } catch (ExpressionException e) {
            throw Failure.invalid("params", "do not suit the connector's template");
        }
    }

    private Answered attempts(Step step, JsonNode params, Map<String, JsonNode> variables, boolean idempotent) {
        for (int attempt = 1; ; attempt++) {
            admit();
            try {
                Answered answered =
                        exchange.send(manifest, action, step, params, variables, credentials, idempotencyKey, left());
                guard.succeeded();
                return answered;
            } catch (Failed failed) {
                ProviderError error = failed.error();
                note(error);
                if (error.expired() && !refreshed && refresher.can(manifest, credentials)) {
                    refresh();
                    attempt--;
                    continue;
                }
                Duration wait = wait(error, attempt);
                if (!error.repeatable(idempotent) || attempt >= maxAttempts || wait.compareTo(left()) >= 0) {
                    throw failed;
                }
                pass(wait);
            } catch (RuntimeException e) {
                guard.succeeded(); // nothing was sent: the trial of an open circuit is free again
                throw e;
            }
        }
    }

    private void note(ProviderError error) {
        if (error.passing() && !error.code().equals("not_sent")) {
            guard.failed(error);
        } else {
            guard.succeeded();
        }
    }

    /** Waits for the provider's rate and refuses what cannot be sent in time. */
    private void admit() {
        Duration closed = guard.closed();
        if (closed.isPositive()) {
            throw guard.open()
                    ? later("circuit_open", "too many calls failed in a row; none is made for now", closed)
                    : later("rate_limited", "the provider wants no calls for now", closed);
        }
        take("", manifest.rate());
        take(action.name(), action.rate());
    }

    private void take(String name, @Nullable RateRule rule) {
        if (rule == null) {
            return;
        }
        for (Duration wait = guard.take(name, rule); wait.isPositive(); wait = guard.take(name, rule)) {
            if (wait.compareTo(left()) >= 0) {
                guard.succeeded();
                throw later("rate_limited", "the provider's limit of requests is reached", wait);
            }
            pass(wait);
        }
    }

    private Failure later(String code, String message, Duration wait) {
        boolean limited = code.equals("rate_limited");
        return new Failure(
                        limited ? Code.RATE_LIMITED : Code.UNAVAILABLE,
                        manifest.name() + "." + action.name() + ": " + message)
                .with("connector", manifest.name())
                .with("action", action.name())
                .with("provider_code", code)
                .with("provider_message", message)
                .with("provider_status", 0)
                .with("retryable", true)
                .with("retry_after", Math.max(1, (wait.toMillis() + 999) / 1000));
    }

    private void refresh() {
        refreshed = true;
        try {
            credentials = refresher.refresh(manifest, credentials, left());
        } catch (Failed failed) {
            throw failed.error().failure(manifest, action, credentials, true);
        }
        if (credentials.stored() == null) {
            guard.renewed(credentials);
        }
    }

    private static Duration wait(ProviderError error, int attempt) {
        if (error.retryAfter() != null) {
            return error.retryAfter();
        }
        long base = FIRST_BACKOFF.toMillis() << Math.min(attempt - 1, 6);
        return Duration.ofMillis(base + ThreadLocalRandom.current().nextLong(base / 2 + 1));
    }

    private Duration left() {
        long left = deadline - System.nanoTime();
        return Duration.ofNanos(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
    }

    private void pass(Duration wait) {
        await(vertx.timer(Math.max(1, wait.toMillis())));
    }
}
