package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets where it is hard to keep them: on two nodes at once, and across kill -9. */
class BudgetIT {
    private static final long CENT = 10_000;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A workflow with one call, of a cent, and a budget of {@code calls} of it. */
    private static void prepare(Client client, Upstream upstream, int calls) throws Exception {
        String source = """
                document: {dsl: '1.0.0', namespace: default, name: pays, version: '1.0.0'}
                do:
                  - pay: {call: http, with: {method: get, endpoint: '%s'}}
                """.formatted(upstream.payload("pay").getString("url"));
        var created = client.post("/api/v1/workflows", new JsonObject().put("source", source));
        assertEquals(201, created.status(), created.text());
        Client.ok(client.put(
                "/api/v1/budgets/pays",
                new JsonObject()
                        .put("scope", "workflow")
                        .put("subject", "pays")
                        .put("period", "month")
                        .put("limit", calls * CENT)));
    }

    private static Launch priced(Store store) throws IOException {
        Launch launch = Launch.on(store).shortLease();
        var prices = Files.writeString(launch.data().resolve("prices.yaml"), "functions: {http: {call: 0.01}}\n");
        return launch.with("LEVQOR_COSTS_PRICES", prices.toString());
    }

    private static JsonObject budget(Client client) throws Exception {
        return Client.ok(client.get("/api/v1/budgets/pays"));
    }

    /** What is spent and what is reserved. */
    private static List<Long> state(Client client) throws Exception {
        return List.of(budget(client).getLong("spent"), budget(client).getLong("reserved"));
    }

    private static String submitMany(Client client, int jobs) throws Exception {
        var batch = new JsonArray(IntStream.range(0, jobs)
                .mapToObj(i -> Client.job("pays", new JsonObject().put("i", i)))
                .toList());
        var answer = client.post("/api/v1/jobs/bulk", new JsonObject().put("jobs", batch));
        assertEquals(202, answer.status(), answer.text());
        return answer.json().getString("batch_id");
    }

    /** How many jobs of the batches are in {@code state}. */
    private static int count(Client client, String state, String... batches) throws Exception {
        int count = 0;
        for (String batch : batches) {
            JsonObject progress = Client.ok(client.get("/api/v1/batches/" + batch));
            count += Objects.requireNonNull(progress.getInteger(state), progress.encode());
        }
        return count;
    }

    @Test
    void twoHundredStepsOnTwoNodesNeverExceedABudget() throws Exception {
        Launch launch = priced(Store.POSTGRES);
        try (var upstream = new Upstream();
                ServerProcess one = launch.start();
                ServerProcess two = launch.sibling().start()) {
            prepare(one.client(), upstream, 50);
            upstream.hold("pay"); // so that no call ends before all have asked for their money
            String first = submitMany(one.client(), 100);
            String second = submitMany(two.client(), 100);
            Eventually.await("all others are refused", LONG, () -> count(one.client(), "failed", first, second) == 150);
            assertEquals(List.of(0L, 50 * CENT), state(two.client()));
            upstream.release("pay");
            Eventually.await("the rest ends", LONG, () -> count(two.client(), "succeeded", first, second) == 50);
            assertEquals(50, upstream.arrived("pay"));
            assertEquals(List.of(50 * CENT, 0L), state(one.client()));
            assertTrue(budget(one.client()).getBoolean("warned"));
            Eventually.await("both refuse", () -> List.of(one, two).stream().allMatch(node -> refuses(node.client())));
        }
    }

    private static boolean refuses(Client client) {
        try {
            var answer = client.post("/api/v1/intake", Client.job("pays", new JsonObject()));
            return answer.status() == 402 && answer.json().getString("error").equals("budget_exceeded");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void whatWasReservedWhenANodeWasKilledIsNotForgotten(Store store) throws Exception {
        Launch launch = priced(store);
        try (var upstream = new Upstream()) {
            ServerProcess killed = launch.start();
            prepare(killed.client(), upstream, 30);
            upstream.hold("pay");
            String batch = submitMany(killed.client(), 20);
            Eventually.await(
                    "all are about to call", LONG, () -> state(killed.client()).equals(List.of(0L, 20 * CENT)));
            killed.kill();
            try (ServerProcess next = launch.start()) {
                Client client = next.client();
                // Twenty calls may have cost their cent, so there is money for ten more.
                Eventually.await("ten may not", LONG, () -> count(client, "failed", batch) == 10);
                upstream.release("pay");
                Eventually.await("ten succeed", LONG, () -> count(client, "succeeded", batch) == 10);
                assertEquals(List.of(30 * CENT, 0L), state(client));
                JsonObject report = Client.ok(client.get("/api/v1/costs?group_by=function"));
                assertEquals(
                        "http", report.getJsonArray("costs").getJsonObject(0).getString("function"));
            }
        }
    }
}
