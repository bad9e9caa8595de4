package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Policy;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guarded client against servers on this machine's loopback address. */
class GuardedClientIT {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger lookups = new AtomicInteger();
    private final Queue<List<String>> names = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void sendsAndReceives() throws Exception {
        int port = serve(request -> request.body()
                .onSuccess(body -> request.response()
                        .setStatusCode(201)
                        .putHeader("X-Saw", request.getHeader("X-Name"))
                        .end(request.method() + " " + request.uri() + " " + request.getHeader("Host") + " "
                                + request.getHeader("Content-Length") + " " + body)));

        Answer answer = send(
                client(),
                new Request(
                        HttpMethod.POST,
                        "http://127.0.0.1:" + port + "/hook/ü?a=b%20c",
                        Map.of("X-Name", "value"),
                        Buffer.buffer("{}"),
                        null));

        assertEquals(201, answer.status());
        assertEquals("value", answer.headers().get("x-saw"));
        assertEquals(
                "POST /hook/%C3%BC?a=b%20c 127.0.0.1:" + port + " 2 {}",
                answer.body().toString());
        assertFalse(answer.truncated());
        assertTrue(answer.took().isPositive());
    }

    @Test
    void everyStatusIsAnAnswerAndNoRedirectIsFollowed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        int port = serve(request -> {
            calls.incrementAndGet();
            request.response()
                    .setStatusCode(Integer.parseInt(request.path().substring(1)))
                    .putHeader("Location", "/200")
                    .end();
        });

        for (int status : List.of(204, 301, 302, 303, 307, 308, 404, 410, 500)) {
            assertEquals(
                    status,
                    send(client(), get("http://127.0.0.1:" + port + "/" + status))
                            .status());
        }
        assertEquals(9, calls.get());
    }

    @Test
    void connectsToTheAddressThatWasCheckedUnderTheNameOfTheUrl() throws Exception {
        int port = serve(request -> request.response().end(request.getHeader("Host")));
        names.add(List.of("127.0.0.1"));

        Answer answer = send(client(), get("http://Callback.Test:" + port + "/"));

        assertEquals("callback.test:" + port, answer.body().toString());
        assertEquals(1, lookups.get());
    }

    @Test
    void aNameThatTurnsPrivateAfterItsCheckIsNotFollowed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        int port = serve(request -> {
            calls.incrementAndGet();
            request.response().end("first");
        });
        names.add(List.of("127.0.0.1"));
        names.add(List.of("10.0.0.1"));
        GuardedClient client = client();

        // One look-up serves one whole call: the second answer of the name cannot reach the first call.
        assertEquals(
                "first",
                send(client, get("http://rebind.test:" + port + "/")).body().toString());
        assertEquals(1, lookups.get());

        // The connection of the first call is still open; the second call may not use it either.
        OutboundException refusal = failure(client, get("http://rebind.test:" + port + "/"));
        assertEquals(Reason.FORBIDDEN_ADDRESS, refusal.reason());
        assertEquals(2, lookups.get());
        assertEquals(1, calls.get());
    }

    @Test
    void oneForbiddenAddressAmongAllowedOnesIsEnoughToRefuse() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        int port = serve(request -> {
            calls.incrementAndGet();
            request.response().end();
        });
        names.add(List.of("127.0.0.1", "169.254.169.254"));

        assertEquals(
                Reason.FORBIDDEN_ADDRESS,
                failure(client(), get("http://mixed.test:" + port + "/")).reason());
        assertEquals(0, calls.get());
    }

    @Test
    void triesTheNextAddressWhenOneDoesNotAccept() throws Exception {
        int port = serve(request -> request.response().end("here"));
        names.add(List.of("127.0.0.2", "127.0.0.1"));

        assertEquals(
                "here",
                send(client(), get("http://two.test:" + port + "/")).body().toString());
    }

    @Test
    void anAnswerOfTheGreatestLengthIsWhole() throws Exception {
        int port = serve(request -> request.response().end(Buffer.buffer(new byte[1000])));

        Answer answer = send(client(policy(1000, 8, 8)), get("http://127.0.0.1:" + port + "/"));

        assertEquals(1000, answer.body().length());
        assertFalse(answer.truncated());
    }

    @Test
    void aLongerAnswerFails() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        int port = serve(endless(closed));

        OutboundException failure = failure(client(policy(1000, 8, 8)), get("http://127.0.0.1:" + port + "/"));

        assertInstanceOf(OutboundException.AnswerTooLarge.class, failure);
        assertTrue(closed.await(10, TimeUnit.SECONDS), "the connection is still open");
    }

    @Test
    void aLongerAnswerIsCutWhenTheRequestSaysSo() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        int port = serve(endless(closed));
        Request request = new Request(HttpMethod.GET, "http://127.0.0.1:" + port + "/", Map.of(), null, null, true);

        Answer answer = send(client(policy(1000, 8, 8)), request);

        assertEquals(1000, answer.body().length());
        assertTrue(answer.truncated());
        assertTrue(closed.await(10, TimeUnit.SECONDS), "the connection is still open");
    }

    @Test
    void anAnswerThatDripsIsCutByTheTime() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        int port = serve(request -> {
            request.connection().closeHandler(_ -> closed.countDown());
            request.response().setChunked(true);
            vertx.setPeriodic(10, _ -> {
                if (!request.response().closed()) {
                    request.response().write("x");
                }
            });
        });

        OutboundException failure = failure(client(), timed("http://127.0.0.1:" + port + "/", 300));

        assertInstanceOf(OutboundException.TimedOut.class, failure);
        assertTrue(closed.await(10, TimeUnit.SECONDS), "the connection is still open");
    }

    @Test
    void aServerThatNeverAnswersIsCutByTheTime() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        int port = serve(request -> request.connection().closeHandler(_ -> closed.countDown()));

        OutboundException failure = failure(client(), timed("http://127.0.0.1:" + port + "/", 200));

        assertEquals("127.0.0.1 gave no whole answer within 200 ms", failure.getMessage());
        assertTrue(closed.await(10, TimeUnit.SECONDS), "the connection is still open");
    }

    @Test
    void aNameServerThatNeverAnswersIsCutByTheTime() {
        CountDownLatch release = new CountDownLatch(1);
        GuardedClient client = new GuardedClient(
                vertx,
                policy(1000, 8, 8),
                _ -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of(InetAddress.ofLiteral("127.0.0.1"));
                },
                null);

        assertEquals(
                Reason.TIMED_OUT,
                failure(client, timed("http://slow.test/", 200)).reason());
        release.countDown();
    }

    @Test
    void aClosedPortIsUnreachable() throws Exception {
        HttpServer server = listen(request -> request.response().end());
        int port = server.actualPort();
        server.close().await(10, TimeUnit.SECONDS);
        names.add(List.of("127.0.0.1"));

        OutboundException failure = failure(client(), get("http://closed.test:" + port + "/"));

        assertInstanceOf(OutboundException.Unreachable.class, failure);
        assertEquals(Reason.CONNECT_FAILED, failure.reason());
        assertEquals("closed.test does not accept connections on port " + port, failure.getMessage());
    }

    @Test
    void aConnectionBrokenWithoutAnAnswerIsUnreachable() throws Exception {
        assertEquals(Reason.CONNECTION_LOST, failureOf(socket -> socket.handler(_ -> socket.close())));
    }

    @Test
    void aConnectionBrokenInTheBodyIsUnreachable() throws Exception {
        assertEquals(
                Reason.CONNECTION_LOST,
                failureOf(socket -> socket.handler(_ -> socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
                        .onComplete(_ -> socket.close()))));
    }

    @Test
    void whatIsNotHttpIsUnreachable() throws Exception {
        assertEquals(
                Reason.CONNECTION_LOST, failureOf(socket -> socket.handler(_ -> socket.write("SSH-2.0-x\r\n\r\n"))));
    }

    @Test
    void endlessHeadersAreCut() throws Exception {
        String headers = "HTTP/1.1 200 OK\r\n"
                + "X-Filler: ".concat("x".repeat(1000) + "\r\n").repeat(100);

        assertEquals(Reason.CONNECTION_LOST, failureOf(socket -> socket.handler(_ -> socket.write(headers))));
    }

    @Test
    void boundsTheCallsOfOneOriginAndTheLineBehindThem() throws Exception {
        Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch three = new CountDownLatch(3);
        int port = serve(request -> {
            held.add(request);
            two.countDown();
            three.countDown();
        });
        int other = serve(request -> request.response().end("other"));
        GuardedClient client = client(policy(1000, 2, 1));
        String url = "http://127.0.0.1:" + port + "/";
        List<Future<Answer>> calls = new ArrayList<>(List.of(client.send(get(url)), client.send(get(url))));
        assertTrue(two.await(10, TimeUnit.SECONDS));

        calls.add(client.send(get(url)));
        // A thread outside of Vert.x keeps one context, so the call above is in line before the next one comes.
        assertInstanceOf(OutboundException.Busy.class, failure(client, get(url)));
        assertEquals(
                "other",
                send(client, get("http://127.0.0.1:" + other + "/")).body().toString());
        assertEquals(2, held.size());

        held.remove().response().end();
        assertTrue(three.await(10, TimeUnit.SECONDS), "the call in line did not get its turn");
        held.forEach(request -> request.response().end());
        for (Future<Answer> call : calls) {
            assertEquals(200, call.await(10, TimeUnit.SECONDS).status());
        }
    }

    @Test
    void callsThatFailedOrTimedOutFreeTheirRoom() throws Exception {
        int port = serve(request -> {
            if (request.path().equals("/ok")) {
                request.response().end();
            }
        });
        GuardedClient client = client(policy(1000, 1, 0));
        String origin = "http://127.0.0.1:" + port;

        for (int i = 0; i < 3; i++) {
            assertEquals(
                    Reason.TIMED_OUT,
                    failure(client, timed(origin + "/never", 100)).reason());
            awaitRoom(client, origin + "/ok");
        }
    }

    @Test
    void answersInTheCallersContextOnAVirtualThread() throws Exception {
        int port = serve(request -> request.response().end("ok"));
        GuardedClient client = client();
        CountDownLatch done = new CountDownLatch(1);
        Queue<Object> seen = new ConcurrentLinkedQueue<>();
        vertx.deployVerticle(
                        new io.vertx.core.AbstractVerticle() {
                            @Override
                            public void start() {
                                Answer answer = client.send(get("http://127.0.0.1:" + port + "/"))
                                        .await();
                                seen.add(answer.body().toString());
                                done.countDown();
                            }
                        },
                        new io.vertx.core.DeploymentOptions()
                                .setThreadingModel(io.vertx.core.ThreadingModel.VIRTUAL_THREAD))
                .await(10, TimeUnit.SECONDS);

        assertTrue(done.await(10, TimeUnit.SECONDS));
        assertEquals("ok", seen.poll());
    }

    @Test
    void doesNotSayWhatItIsBuiltWithNorUnpackAnswers() throws Exception {
        int port = serve(request -> request.response().end(String.valueOf(request.getHeader("Accept-Encoding"))));

        Answer answer = send(client(), get("http://127.0.0.1:" + port + "/"));

        assertEquals("null", answer.body().toString());
        assertNull(answer.headers().get("Content-Encoding"));
    }

    /** The room of a call that timed out is free once its connection is closed, which the caller does not wait for. */
    private static void awaitRoom(GuardedClient client, String url) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                assertEquals(200, send(client, get(url)).status());
                return;
            } catch (OutboundException.Busy stillClosing) {
                assertTrue(System.nanoTime() < deadline, "the room was never freed");
            }
        }
    }

    private Reason failureOf(Handler<NetSocket> server) throws Exception {
        NetServer listening = vertx.createNetServer()
                .connectHandler(server)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return failure(client(), get("http://127.0.0.1:" + listening.actualPort() + "/"))
                .reason();
    }

    private static Handler<HttpServerRequest> endless(CountDownLatch closed) {
        return request -> {
            request.connection().closeHandler(_ -> closed.countDown());
            request.response().setChunked(true).write(Buffer.buffer(new byte[10_000]));
        };
    }

    private int serve(Handler<HttpServerRequest> handler) throws Exception {
        return listen(handler).actualPort();
    }

    private HttpServer listen(Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private GuardedClient client() {
        return client(policy(256 * 1024, 8, 8));
    }

    private GuardedClient client(Policy policy) {
        return new GuardedClient(
                vertx,
                policy,
                _ -> {
                    lookups.incrementAndGet();
                    return names.remove().stream().map(InetAddress::ofLiteral).toList();
                },
                null);
    }

    private static Policy policy(int maxAnswerBytes, int maxPerOrigin, int maxWaiting) {
        Duration connect = Duration.ofSeconds(5);
        return new Policy(true, false, connect, Duration.ofSeconds(10), maxAnswerBytes, maxPerOrigin, maxWaiting);
    }

    private static Request get(String url) {
        return new Request(HttpMethod.GET, url, Map.of(), null, null);
    }

    private static Request timed(String url, int millis) {
        return new Request(HttpMethod.GET, url, Map.of(), null, Duration.ofMillis(millis));
    }

    private static Answer send(GuardedClient client, Request request) throws Exception {
        return client.send(request).await(20, TimeUnit.SECONDS);
    }

    private static OutboundException failure(GuardedClient client, Request request) {
        return assertThrows(OutboundException.class, () -> send(client, request));
    }
}
