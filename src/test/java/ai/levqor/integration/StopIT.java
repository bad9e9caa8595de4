package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM: the process ends in order and in time, and leaves nothing behind that somebody must wait for. */
class StopIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    @ParameterizedTest
    @EnumSource(Store.class)
    void jobsThatRunEndBeforeTheProcessDoes(Store store) throws Exception {
        Launch launch = Launch.on(store);
        try (var upstream = new Upstream();
                ServerProcess server = launch.start()) {
            upstream.hold("ends");
            String id = server.client().submit("fetch", upstream.payload("ends"));
            Eventually.await("it runs", () -> upstream.arrived("ends") == 1);
            server.terminate();
            Eventually.await("the process takes nothing more", () -> refuses(server));
            upstream.release("ends");
            assertEquals(0, server.exit(), server::log);
            try (ServerProcess next = launch.start()) {
                JsonObject status = next.client().status(id);
                assertEquals("succeeded", status.getString("status"), server::log);
                assertEquals(1, Upstream.arrival(status.getJsonObject("result")), server::log);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void jobsThatDoNotEndAreHandedBack(Store store) throws Exception {
        // The lease is the default of 15 s: who had to wait for it would come too late.
        Launch launch = Launch.on(store).with("LEVQOR_SHUTDOWN_TIMEOUT", TIMEOUT.toSeconds() + "s");
        try (var upstream = new Upstream();
                ServerProcess server = launch.start()) {
            upstream.hold("stays");
            String id = server.client().submit("fetch", upstream.payload("stays"));
            Eventually.await("it runs", () -> upstream.arrived("stays") == 1);
            long asked = System.nanoTime();
            server.terminate();
            assertEquals(0, server.exit(), server::log);
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            assertTrue(took.compareTo(TIMEOUT.plusSeconds(5)) < 0, "took " + took);
            try (ServerProcess next = launch.start()) {
                Eventually.await("it runs again", Duration.ofSeconds(10), () -> upstream.arrived("stays") == 2);
                upstream.release("stays");
                JsonObject ended = next.client().await(id, "succeeded");
                assertEquals(2, Upstream.arrival(ended.getJsonObject("result")));
                assertEquals(1, next.client().full(id).getInteger("attempt"), "handed back counts as no attempt");
            }
        }
    }

    @Test
    void aRequestOnItsWayIsAnswered() throws Exception {
        Launch launch = Launch.on(Store.SQLITE);
        String id;
        try (ServerProcess server = launch.start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), launch.port());
                BufferedReader answer =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String body = Client.job("echo", new JsonObject()).encode();
            String head = """
                    POST /api/v1/intake HTTP/1.1\r
                    Host: localhost\r
                    X-Api-Key: %s\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    Expect: 100-continue\r
                    \r
                    """.formatted(Launch.KEY, body.length());
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            assertEquals("HTTP/1.1 100 Continue", answer.readLine());
            server.terminate();
            Eventually.await("the process takes nothing more", () -> refuses(server));
            socket.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            String rest = answer.lines().collect(Collectors.joining("\n"));
            assertTrue(rest.contains("HTTP/1.1 202"), rest + server.log());
            id = rest.replaceAll("(?s).*\"job_id\":\"([^\"]+)\".*", "$1");
            assertEquals(0, server.exit(), server::log);
        }
        try (ServerProcess next = launch.start()) {
            next.client().await(id, "succeeded");
        }
    }

    private static boolean refuses(ServerProcess server) throws InterruptedException {
        try {
            return server.client().get("/api/v1/jobs").status() == 503;
        } catch (IOException closed) {
            return true;
        }
    }
}
