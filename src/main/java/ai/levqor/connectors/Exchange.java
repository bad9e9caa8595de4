package ai.levqor.connectors;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Failure;
import ai.levqor.expressions.Expression;
import ai.levqor.expressions.ExpressionException;
import ai.levqor.expressions.Template;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.OutboundException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request of a step and its answer: writes, sends, reads, and finds the provider's error. */
final class Exchange {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

    private final GuardedClient client;
    private final InstantSource clock;

    Exchange(GuardedClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * What the provider answered.
     *
     * @param variables {@code $status} and {@code $headers}, for expressions over {@code body}
     */
    record Answered(JsonNode body, Map<String, JsonNode> variables) {}

    /** A request that has no answer, or one that is an error. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ProviderError error;

        Failed(ProviderError error) {
            super(error.code(), null, false, false);
            this.error = error;
        }

        ProviderError error() {
            return error;
        }
    }

    /**
     * Sends {@code step}; awaits.
     *
     * @param variables of the call: {@code $version} and the answers of earlier steps
     * @throws Failed for every error of the provider or the way to it
     */
    Answered send(
            Manifest manifest,
            Action action,
            Step step,
            JsonNode params,
            Map<String, JsonNode> variables,
            Credentials credentials,
            @Nullable String idempotencyKey,
            Duration timeout) {
        Map<String, JsonNode> known = new HashMap<>(variables);
        if (step.mime() != null) {
            known.put("mime", TextNode.valueOf(Mail.encoded(evaluate(step.mime(), params, known), clock.instant())));
        }
        GuardedClient.Request request;
        try {
            request = request(manifest, action, step, params, known, credentials, idempotencyKey, timeout);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("params", String.valueOf(e.getMessage()));
        }
        Answer answer;
        try {
            answer = await(client.send(request));
        } catch (OutboundException e) {
            throw new Failed(ProviderError.of(e));
        }
        return read(manifest, step, answer, credentials, known);
    }

    private GuardedClient.Request request(
            Manifest manifest,
            Action action,
            Step step,
            JsonNode params,
            Map<String, JsonNode> known,
            Credentials credentials,
            @Nullable String idempotencyKey,
            Duration timeout) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(Trees.texts(evaluate(manifest.headers(), params, known)));
        headers.putAll(Trees.texts(evaluate(step.headers(), params, known)));
        var query = new StringJoiner("&");
        join(query, evaluate(step.query(), params, known));
        String url;
        if (step.url() == null) {
            url = manifest.url() + authPath(manifest, step, credentials) + path(step.path(), params);
        } else {
            url = evaluate(step.url(), params, known).asText("");
            url = url.startsWith("/") ? manifest.url() + url : url;
        }
        if (step.authorised()) {
            authorise(manifest, step, url, credentials, headers, query);
        }
        if (idempotencyKey != null && !action.idempotencyHeader().isEmpty()) {
            headers.putIfAbsent(action.idempotencyHeader(), idempotencyKey);
        }
        Body body = step.body() == null
                ? Body.NONE
                : Body.of(step.encoding(), Trees.withoutNulls(evaluate(step.body(), params, known)));
        if (body.type() != null) {
            headers.putIfAbsent("Content-Type", body.type());
        }
        if (query.length() > 0) {
            url += (url.contains("?") ? "&" : "?") + query;
        }
        String method = evaluate(step.method(), params, known).asText().toUpperCase(Locale.ROOT);
        return new GuardedClient.Request(HttpMethod.valueOf(method), url, headers, body.bytes(), timeout);
    }

    private static String authPath(Manifest manifest, Step step, Credentials credentials) {
        Expression path = manifest.auth().path();
        return path == null || !step.authorised()
                ? ""
                : evaluate(path, credentials.fields(), Map.of()).asText("");
    }

    private static void authorise(
            Manifest manifest,
            Step step,
            String url,
            Credentials credentials,
            Map<String, String> headers,
            StringJoiner query) {
        if (step.url() != null && credentials.stored() != null) {
            // Else whoever may use stored credentials could have them sent to a server of their own.
            String origin = credentials.text("origin");
            if (!origin.equals(origin(url)) && !url.startsWith(manifest.url() + "/")) {
                throw new IllegalArgumentException(
                        "name a URL to which these stored credentials do not belong; their origin is \"" + origin
                                + "\"");
            }
        }
        Template template = manifest.auth().headers();
        Trees.texts(evaluate(template, credentials.fields(), Map.of())).forEach(headers::put);
        join(query, evaluate(manifest.auth().query(), credentials.fields(), Map.of()));
    }

    /** Scheme, host and port of {@code url}, such as {@code https://api.example.com}. */
    static String origin(String url) {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** A list repeats its parameter, as {@code labelIds=a&labelIds=b}. */
    private static void join(StringJoiner query, JsonNode parameters) {
        parameters.properties().forEach(member -> {
            Iterable<JsonNode> values = member.getValue().isArray() ? member.getValue() : List.of(member.getValue());
            for (JsonNode value : values) {
                if (!value.isNull()) {
                    query.add(encode(member.getKey())
                            + "="
                            + encode(value.isContainerNode() ? value.toString() : value.asText()));
                }
            }
        });
    }

    private static String path(String path, JsonNode params) {
        return PARAMETER.matcher(path).replaceAll(found -> Matcher.quoteReplacement(segment(params, found.group(1))));
    }

    private static String segment(JsonNode params, String name) {
        String value = params.path(name).asText("");
        if (value.isEmpty() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("need a usable " + name + ", which is part of the path");
        }
        return encode(value).replace("+", "%20");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answered read(
            Manifest manifest, Step step, Answer answer, Credentials credentials, Map<String, JsonNode> known) {
        Map<String, JsonNode> variables = new HashMap<>(known);
        variables.put("status", IntNode.valueOf(answer.status()));
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        answer.headers()
                .forEach(header ->
                        headers.put(header.getKey().toLowerCase(Locale.ROOT), credentials.redact(header.getValue())));
        variables.put("headers", headers);
        String text = credentials.redact(answer.body().toString());
        String type = answer.headers().get(HttpHeaders.CONTENT_TYPE);
        JsonNode body = switch (step.reading()) {
            case JSON -> Trees.parse(text);
            case TEXT -> TextNode.valueOf(text);
            case AUTO -> {
                JsonNode json = type != null && type.contains("json") ? Trees.parse(text) : null;
                yield json == null ? TextNode.valueOf(text) : json;
            }
        };
        Duration wait = RetryAfter.of(answer.headers().get(HttpHeaders.RETRY_AFTER), clock.instant());
        if (body == null && answer.status() < 400) {
            throw new Failed(ProviderError.garbage(answer.status()));
        }
        JsonNode content = body == null ? NullNode.getInstance() : body;
        // What is no JSON says nothing of its own, and a step that reads text is of no API.
        Expression mapping = body != null && step.reading() == Step.Reading.JSON ? manifest.error() : null;
        JsonNode mapped =
                mapping == null ? NullNode.getInstance() : evaluateAnswer(mapping, content, variables, answer.status());
        if (mapped.isObject()) {
            throw new Failed(ProviderError.of(answer.status(), wait).with(mapped));
        }
        if (answer.status() >= 300) {
            throw new Failed(ProviderError.of(answer.status(), wait));
        }
        return new Answered(content, variables);
    }

    /** A value of the provider's answer; one that does not fit is not what the provider documents. */
    static JsonNode evaluateAnswer(Expression expression, JsonNode body, Map<String, JsonNode> variables, int status) {
        try {
            return expression.evaluate(body, variables);
        } catch (ExpressionException e) {
            throw new Failed(ProviderError.garbage(status));
        }
    }

    /** A value of the manifest; that its data does not suit it is the caller's to mend, or the manifest's author's. */
    static JsonNode evaluate(Template template, JsonNode input, Map<String, JsonNode> variables) {
        try {
            return template.evaluate(input, variables);
        } catch (ExpressionException e) {
            // Not the expression's message: it may quote data, credentials among them.
            throw new IllegalArgumentException("do not suit the connector's template");
        }
    }
}
