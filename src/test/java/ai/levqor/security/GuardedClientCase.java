package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Policy;
import ai.levqor.security.GuardedClient.Request;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** Local servers, and a client that may call them; the names it looks up are those that a test queues. */
abstract class GuardedClientCase {
    final Vertx vertx = Vertx.vertx();
    final AtomicInteger lookups = new AtomicInteger();
    final Queue<List<String>> names = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    int serve(Handler<HttpServerRequest> handler) throws Exception {
        return listen(handler).actualPort();
    }

    HttpServer listen(Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    GuardedClient client() {
        return client(policy(256 * 1024, 8, 8));
    }

    GuardedClient client(Policy policy) {
        return new GuardedClient(
                vertx,
                policy,
                _ -> {
                    lookups.incrementAndGet();
                    return names.remove().stream().map(InetAddress::ofLiteral).toList();
                },
                null);
    }

    static Policy policy(int maxAnswerBytes, int maxPerOrigin, int maxWaiting) {
        Duration connect = Duration.ofSeconds(5);
        return new Policy(true, false, connect, Duration.ofSeconds(10), maxAnswerBytes, maxPerOrigin, maxWaiting);
    }

    static Request get(String url) {
        return new Request(HttpMethod.GET, url, Map.of(), null, null);
    }

    static Request timed(String url, int millis) {
        return new Request(HttpMethod.GET, url, Map.of(), null, Duration.ofMillis(millis));
    }

    static Answer send(GuardedClient client, Request request) throws Exception {
        return client.send(request).await(20, TimeUnit.SECONDS);
    }

    static OutboundException failure(GuardedClient client, Request request) {
        return assertThrows(OutboundException.class, () -> send(client, request));
    }
}
