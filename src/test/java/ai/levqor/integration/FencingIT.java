package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node that was thought dead comes back with a result. */
class FencingIT {
    @Test
    void aLateResultDoesNotOverwrite() throws Exception {
        Launch launch = Launch.on(Store.POSTGRES).shortLease();
        try (var upstream = new Upstream();
                ServerProcess slow = launch.start()) {
            upstream.hold("fenced");
            String id = slow.client().submit("fetch", upstream.payload("fenced"));
            Eventually.await("the first node runs it", () -> upstream.arrived("fenced") == 1);
            slow.freeze();
            try (ServerProcess other = launch.sibling().start()) {
                Eventually.await(
                        "the second node runs it", Duration.ofSeconds(60), () -> upstream.arrived("fenced") == 2);
                // Both answers travel now; the frozen node finds its own when it goes on.
                upstream.release("fenced");
                JsonObject ended = other.client().await(id, "succeeded");
                assertEquals(2, Upstream.arrival(ended.getJsonObject("result")));

                slow.thaw();
                // Once it has run a job of its own it is back and has dealt with the old answer.
                String next = slow.client().submit("echo", new JsonObject());
                slow.client().await(next, "succeeded");
                Eventually.await(
                        "it took notice", () -> slow.client().status(id).equals(ended));
                JsonObject full = slow.client().full(id);
                assertEquals(2, full.getInteger("attempt"));
                assertEquals(2, Upstream.arrival(full.getJsonObject("result")));
            }
        }
    }
}
