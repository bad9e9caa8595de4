package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is first where there is one place only. */
class PriorityIT {
    @ParameterizedTest
    @EnumSource(Store.class)
    void theMoreUrgentAndTheOlderStartFirst(Store store) throws Exception {
        try (var upstream = new Upstream();
                ServerProcess server = Launch.on(store)
                        .with(Map.of("LEVQOR_JOBS_MAX_RUNNING", "1"))
                        .start()) {
            Client client = server.client();
            upstream.hold("holds-the-place");
            List<String> ids = new ArrayList<>();
            ids.add(client.submit("fetch", upstream.payload("holds-the-place")));
            Eventually.await("the place is taken", () -> upstream.arrived("holds-the-place") == 1);
            for (String name : List.of("low-1", "normal-1", "high-1", "low-2", "normal-2", "high-2")) {
                ids.add(client.submit(Client.job("fetch", upstream.payload(name))
                        .put("priority", name.substring(0, name.indexOf('-')))));
            }
            assertEquals(
                    "capacity",
                    client.status(ids.getLast()).getJsonObject("waiting").getString("reason"));
            upstream.release("holds-the-place");
            for (String id : ids) {
                client.await(id, "succeeded");
            }
            assertEquals(
                    List.of("holds-the-place", "high-1", "high-2", "normal-1", "normal-2", "low-1", "low-2"),
                    upstream.arrivals());
            assertEquals(1, upstream.mostAtOnce());
        }
    }
}
