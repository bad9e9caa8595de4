package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Answers that are too long, too slow or broken, and the bounds on parallel calls. */
class GuardedClientLimitsIT extends GuardedClientCase {
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
}
