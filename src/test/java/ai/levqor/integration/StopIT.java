package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
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
            assertTrue(took.compareTo(TIMEOUT.plusSeconds(1)) < 0, "took " + took);
            try (ServerProcess next = launch.start()) {
                Eventually.await("it runs again", Duration.ofSeconds(5), () -> upstream.arrived("stays") == 2);
                upstream.release("stays");
                JsonObject ended = next.client().await(id, "succeeded");
                assertEquals(2, Upstream.arrival(ended.getJsonObject("result")));
                assertEquals(1, next.client().full(id).getInteger("attempt"), "handed back counts as no attempt");
            }
        }
    }

    private static boolean refuses(ServerProcess server) throws InterruptedException {
        try {
            return server.client().get("/health").status() == 503;
        } catch (IOException closed) {
            return true;
        }
    }
}
