package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.config.StripeSettings;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stripe over HTTP: <a href="https://docs.stripe.com/api">form-encoded requests, JSON answers</a>, of one pinned version
 * whatever the account's is. What may pass is tried three times, with the same idempotency key.
 */
final class StripeApi {
    /** The version whose objects {@link Subscription} and {@link Invoice} read. */
    static final String VERSION = "2025-02-24.acacia";

    private static final int ATTEMPTS = 3;
    private static final long PAUSE_MS = 250;
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final GuardedClient client;
    private final StripeSettings settings;
    private final String base;

    StripeApi(Vertx vertx, GuardedClient client, StripeSettings settings) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
        this.base = settings.url().endsWith("/")
                ? settings.url().substring(0, settings.url().length() - 1)
                : settings.url();
    }

    /** The object at {@code path}; empty where there is none. */
    Optional<JsonObject> get(String path) {
        Answer answer = send(HttpMethod.GET, path, Map.of(), null);
        return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(body(answer));
    }

    /** Does what {@code path} names, once for the same {@code key}. */
    JsonObject post(String path, Map<String, String> form, String key) {
        String text = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        var headers = Map.of("Idempotency-Key", key, "Content-Type", "application/x-www-form-urlencoded");
        return body(send(HttpMethod.POST, path, headers, Buffer.buffer(text)));
    }

    /** A value as it stands in a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer send(HttpMethod method, String path, Map<String, String> more, @Nullable Buffer body) {
        var headers = new HashMap<>(more);
        headers.put("Authorization", "Bearer " + settings.secretKey());
        headers.put("Stripe-Version", VERSION);
        var request = new Request(method, base + path, headers, body, settings.timeout());
        for (int attempt = 1; ; attempt++) {
            Failure failure;
            try {
                Answer answer = await(client.send(request));
                if (answer.status() < 300 || (answer.status() == NOT_FOUND && method.equals(HttpMethod.GET))) {
                    return answer;
                }
                failure = failure(answer);
            } catch (OutboundException e) {
                failure = new Failure(Code.PROVIDER_FAILED, "Stripe cannot be reached: " + e.reason());
            }
            if (attempt == ATTEMPTS || failure.code() != Code.PROVIDER_FAILED) {
                throw failure;
            }
            await(vertx.timer(PAUSE_MS * attempt));
        }
    }

    /** <a href="https://docs.stripe.com/api/errors">Stripe's errors</a> in the form that those of all providers have. */
    private static Failure failure(Answer answer) {
        int status = answer.status();
        if (status == 401 || status == 403) {
            // Its words show a part of the key.
            // Not the call's fault either: it succeeds once the operator has set another key.
            return failure(Code.PROVIDER_FAILED, "Stripe refuses the key of the settings.", "key_refused", status);
        }
        JsonObject error = error(answer.body());
        String code = text(error, "code", text(error, "type", "unknown"));
        boolean passes = status == 409 || status == 429 || status >= 500;
        return failure(
                passes ? Code.PROVIDER_FAILED : Code.PROVIDER_REFUSED,
                "Stripe: " + text(error, "message", "status " + status),
                code,
                status);
    }

    private static Failure failure(Code code, String words, String reason, int status) {
        return new Failure(code, words)
                .with("provider_code", reason)
                .with("provider_status", status)
                .with("retryable", code == Code.PROVIDER_FAILED);
    }

    private static JsonObject error(Buffer body) {
        try {
            return new JsonObject(body).getValue("error") instanceof JsonObject error ? error : new JsonObject();
        } catch (DecodeException garbage) {
            return new JsonObject();
        }
    }

    private static JsonObject body(Answer answer) {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException garbage) {
            throw new Failure(Code.PROVIDER_FAILED, "Stripe answered what is no JSON object.");
        }
    }

    private static String text(JsonObject json, String name, String otherwise) {
        return json.getValue(name) instanceof String text ? text : otherwise;
    }
}
