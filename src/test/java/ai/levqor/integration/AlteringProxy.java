package ai.levqor.integration;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a client and the server, and alters the body of each answer of some operations; its status stays. */
final class AlteringProxy implements AutoCloseable {
    private final String target;
    private final Set<Operation> broken;
    private final Set<String> paths;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    AlteringProxy(String target, Set<Operation> broken) {
        this(target, broken, Set.of());
    }

    /** It alters what is answered at {@code paths}, too. */
    AlteringProxy(String target, Set<Operation> broken, Set<String> paths) {
        this.target = target;
        this.broken = broken;
        this.paths = paths;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::pass);
        server.setExecutor(threads);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
            for (String name : new String[] {"X-Api-Key", "Content-Type", "Accept"}) {
                String value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    request.header(name, value);
                }
            }
            HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
            boolean alter = asked(exchange).filter(broken::contains).isPresent()
                    || paths.contains(exchange.getRequestURI().getPath());
            String type = answer.headers().firstValue("Content-Type").orElse("");
            byte[] body;
            try (var in = answer.body()) {
                // A stream of events does not end; nobody here reads it.
                body = alter
                        ? "{\"altered\":true}".getBytes(StandardCharsets.UTF_8)
                        : type.startsWith("text/event-stream") ? new byte[0] : in.readAllBytes();
            }
            exchange.getResponseHeaders().set("Content-Type", alter ? "application/json" : type);
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** The operation of the request: of those whose path fits the one with the fewest parameters. */
    private static Optional<Operation> asked(HttpExchange exchange) {
        return Catalog.operations().stream()
                .filter(operation -> operation.method().equals(exchange.getRequestMethod())
                        && exchange.getRequestURI()
                                .getPath()
                                .matches(operation.path().replaceAll("\\{[^}]*}", "[^/]+")))
                .min(Comparator.comparingInt(
                        operation -> operation.pathParameters().size()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
