package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException.Reason;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the guarded client sends and where it connects, against servers on the loopback address. */
class GuardedClientIT extends GuardedClientCase {
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
    void callsIpv6Addresses() throws Exception {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1")) != null, "no IPv6 here");
        int port = vertx.createHttpServer()
                .requestHandler(request -> request.response().end(String.valueOf(request.getHeader("Host"))))
                .listen(0, "::1")
                .await(10, TimeUnit.SECONDS)
                .actualPort();

        assertEquals(
                "[0:0:0:0:0:0:0:1]:" + port,
                send(client(), get("http://[0::1]:" + port + "/")).body().toString());
    }

    @Test
    void aPostWithoutABodySaysSo() throws Exception {
        int port = serve(request -> request.response().end(String.valueOf(request.getHeader("Content-Length"))));
        Request request = new Request(HttpMethod.POST, "http://127.0.0.1:" + port + "/", Map.of(), null, null);

        assertEquals("0", send(client(), request).body().toString());
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
    void servesAVirtualThreadThatAwaits() throws Exception {
        int port = serve(request -> request.response().end("ok"));
        GuardedClient client = client();
        CountDownLatch done = new CountDownLatch(1);
        Queue<Object> seen = new ConcurrentLinkedQueue<>();
        vertx.deployVerticle(
                        new AbstractVerticle() {
                            @Override
                            public void start() {
                                Answer answer = client.send(get("http://127.0.0.1:" + port + "/"))
                                        .await();
                                seen.add(answer.body().toString());
                                done.countDown();
                            }
                        },
                        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .await(10, TimeUnit.SECONDS);

        assertTrue(done.await(10, TimeUnit.SECONDS));
        assertEquals("ok", seen.poll());
    }

    @Test
    void asksForNoCompressionAndNamesItself() throws Exception {
        int port = serve(request ->
                request.response().end(request.getHeader("User-Agent") + " " + request.getHeader("Accept-Encoding")));
        String url = "http://127.0.0.1:" + port + "/";
        Request named = new Request(HttpMethod.GET, url, Map.of("user-agent", "Mine/1"), null, null);

        assertEquals("Levqor null", send(client(), get(url)).body().toString());
        assertEquals("Mine/1 null", send(client(), named).body().toString());
    }
}
