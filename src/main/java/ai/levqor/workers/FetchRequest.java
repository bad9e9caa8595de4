package ai.levqor.workers;

import ai.levqor.security.GuardedClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The payload of {@code fetch}, read strictly: a misspelt field is an error, not a request that does something else.
 *
 * @param expectStatus the only status that is a success; null for every one below 400
 */
record FetchRequest(
        HttpMethod method,
        String url,
        Map<String, String> headers,
        @Nullable Buffer body,
        @Nullable Integer expectStatus) {
    private static final Set<String> FIELDS = Set.of("url", "method", "headers", "body", "expect_status");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "HEAD");
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD");

    /**
     * Reads {@code payload}; the request carries {@code jobId} so that a receiver knows repetitions.
     *
     * @throws PermanentFailure that names the wrong field
     */
    static FetchRequest of(JsonObject payload, String jobId) {
        for (String field : payload.fieldNames()) {
            require(FIELDS.contains(field), field, "is unknown; there are url, method, headers, body, expect_status");
        }
        String url = text(payload, "url", "");
        require(!url.isEmpty(), "url", "is missing: the http or https URL to call");
        checkUrl(url);
        String method = text(payload, "method", "GET");
        require(METHODS.contains(method), "method", "must be GET, POST, PUT, DELETE or HEAD");
        Map<String, String> headers = headers(payload);
        headers.putIfAbsent("Idempotency-Key", jobId);
        Buffer body = body(payload.getValue("body"), headers);
        require(body == null || !WITHOUT_BODY.contains(method), "body", "cannot be sent with " + method);
        return new FetchRequest(HttpMethod.valueOf(method), url, headers, body, expectStatus(payload));
    }

    private static void checkUrl(String url) {
        try {
            GuardedClient.check(url);
        } catch (IllegalArgumentException e) {
            throw new PermanentFailure("payload.url cannot be called: " + e.getMessage());
        }
    }

    private static Map<String, String> headers(JsonObject payload) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Object given = payload.getValue("headers");
        if (given != null) {
            require(given instanceof JsonObject, "headers", "must be an object");
            ((JsonObject) given).forEach(header -> {
                require(header.getValue() instanceof String, "headers", "must hold texts only");
                String before = headers.put(header.getKey(), (String) header.getValue());
                require(before == null, "headers", "must name each header once");
            });
        }
        return headers;
    }

    private static @Nullable Buffer body(@Nullable Object body, Map<String, String> headers) {
        return switch (body) {
            case null -> null;
            case String text -> {
                headers.putIfAbsent("Content-Type", "text/plain; charset=utf-8");
                yield Buffer.buffer(text);
            }
            case JsonObject json -> {
                headers.putIfAbsent("Content-Type", "application/json");
                yield json.toBuffer();
            }
            default -> throw new PermanentFailure("payload.body must be a text or an object");
        };
    }

    private static @Nullable Integer expectStatus(JsonObject payload) {
        Object expected = payload.getValue("expect_status");
        require(
                expected == null || (expected instanceof Integer status && status >= 200 && status <= 599),
                "expect_status",
                "must be a whole number from 200 to 599");
        return (Integer) expected;
    }

    private static String text(JsonObject payload, String field, String otherwise) {
        Object value = payload.getValue(field);
        require(value == null || value instanceof String, field, "must be a text");
        return value == null ? otherwise : (String) value;
    }

    private static void require(boolean holds, String field, String rule) {
        if (!holds) {
            throw new PermanentFailure("payload." + field + " " + rule);
        }
    }
}
