package ai.levqor.cli;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.HttpSettings;
import ai.levqor.config.Settings;
import ai.levqor.security.KeyRing;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server, called over HTTP: an operation's declaration says how. One that does not answer is
 * {@link Code#UNAVAILABLE}.
 */
final class Remote implements Service {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String url;
    private final String key;

    Remote(String url, String key) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.key = key;
    }

    /** The server at {@code url}, or that which the settings describe; with {@code key}, or a key that they know. */
    static Remote of(Settings settings, @Nullable String url, @Nullable String key) throws IOException {
        return new Remote(url(settings, url), key == null ? key(settings) : key);
    }

    private static String url(Settings settings, @Nullable String url) {
        if (url != null) {
            return url;
        }
        HttpSettings http = settings.section("http", HttpSettings.class);
        String host = http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
        return "http://" + host + ":" + http.port();
    }

    private static String key(Settings settings) throws IOException {
        CoreSettings core = settings.core();
        if (!core.apiKeys().isEmpty()) {
            return core.apiKeys().getFirst();
        }
        Path file = KeyRing.developmentKeyFile(core.dataDir());
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    @Override
    public JsonObject call(Operation operation, JsonObject input) {
        HttpRequest request = request(operation, input).timeout(TIMEOUT).build();
        HttpResponse<String> answer = answered(() -> client.send(request, BodyHandlers.ofString()));
        if (answer.statusCode() >= 300) {
            throw failure(answer.statusCode(), answer.body());
        }
        return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    }

    /** Follows a stream until it ends; gives the type and the data of each event to {@code each}. Answers the last id. */
    String follow(Operation operation, JsonObject input, BiConsumer<String, JsonObject> each) {
        HttpRequest request = request(operation, input).build();
        return answered(() -> {
            HttpResponse<Stream<String>> answer = client.send(request, BodyHandlers.ofLines());
            try (Stream<String> lines = answer.body()) {
                if (answer.statusCode() >= 300) {
                    throw failure(answer.statusCode(), String.join("\n", lines.toList()));
                }
                return events(lines, input.getString("last_event_id", ""), each);
            }
        });
    }

    private static String events(Stream<String> lines, String last, BiConsumer<String, JsonObject> each) {
        String id = last;
        String type = "";
        for (String line : (Iterable<String>) lines::iterator) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                each.accept(type, new JsonObject(line.substring(6)));
            }
        }
        return id;
    }

    private <T> T answered(Exchange<T> exchange) {
        try {
            return exchange.run();
        } catch (IOException | UncheckedIOException e) {
            throw new Failure(Code.UNAVAILABLE, "The server at " + url + " does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Code.UNAVAILABLE, "The command was interrupted.");
        }
    }

    private HttpRequest.Builder request(Operation operation, JsonObject input) {
        JsonObject rest = input.copy();
        String path = operation.path();
        for (String parameter : operation.pathParameters()) {
            path = path.replace("{" + parameter + "}", encode(rest.remove(parameter)));
        }
        boolean body = !operation.method().equals("GET") && !operation.method().equals("DELETE");
        if (!body && !rest.isEmpty()) {
            var query = new StringJoiner("&", "?", "");
            rest.forEach(field -> query.add(encode(field.getKey()) + "=" + encode(field.getValue())));
            path += query;
        }
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .method(
                        operation.method(),
                        body ? HttpRequest.BodyPublishers.ofString(rest.encode()) : HttpRequest.BodyPublishers.noBody())
                .header("User-Agent", Operator.agent());
        if (body) {
            request.header("Content-Type", "application/json");
        }
        return key.isEmpty() ? request : request.header("X-Api-Key", key);
    }

    private static String encode(Object value) {
        return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Reads what {@code http} writes for a failure: the code, a sentence with its field, and further facts. */
    private static Failure failure(int status, String body) {
        try {
            var facts = new JsonObject(body);
            Code code = Code.of(String.valueOf(facts.remove("error")));
            var sentence = facts.remove("details") instanceof JsonArray sentences
                    ? sentences.getJsonObject(0)
                    : new JsonObject();
            return new Failure(code, sentence.getString("message"), sentence.getString("field"), facts);
        } catch (DecodeException e) {
            return new Failure(Code.INTERNAL_ERROR, "The server answered " + status + ".");
        }
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T run() throws IOException, InterruptedException;
    }
}
