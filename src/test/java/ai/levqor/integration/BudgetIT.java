package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets where it is hard to keep them: on two nodes at once, and across kill -9. */
class BudgetIT {
    private static final long CENT = 10_000;
    private static final int STEPS = 100;
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

    /** A workflow of {@link #STEPS} steps side by side, each a call of a cent. */
    private static void prepareMany(Client client, Upstream upstream) throws Exception {
        var source = new StringBuilder("""
                document: {dsl: '1.0.0', namespace: default, name: pays, version: '1.0.0'}
                do:
                  - all:
                      fork:
                        branches:
                """);
        for (int i = 0; i < STEPS; i++) {
            source.append("        - pay%d: {call: http, with: {method: get, endpoint: '%s'}}%n"
                    .formatted(i, upstream.payload("pay").getString("url")));
        }
        var created = client.post("/api/v1/workflows", new JsonObject().put("source", source.toString()));
        assertEquals(201, created.status(), created.text());
    }

    private static void limit(Client client, int calls, String onExceeded) throws Exception {
        Client.ok(client.put(
                "/api/v1/budgets/pays",
                new JsonObject()
                        .put("scope", "workflow")
                        .put("subject", "pays")
                        .put("period", "month")
                        .put("limit", calls * CENT)
                        .put("on_exceeded", onExceeded)));
    }

    @Test
    void twoHundredParallelStepsOnTwoClusteredNodesNeverExceedABudget() throws Exception {
        var ports = ClusterPorts.free();
        // One place a node, so that each of the two runs one of two jobs.
        Launch launch = priced(Store.POSTGRES).with("LEVQOR_JOBS_MAX_RUNNING", "1");
        try (var upstream = new Upstream();
                ServerProcess one =
                        ports.first(launch.arguments("run", "--cluster")).begin();
                ServerProcess two = ports.second(launch.sibling().arguments("run", "--cluster"))
                        .begin()) {
            Client client = one.awaitServing().client();
            Client other = two.awaitServing().client();
            prepareMany(client, upstream);
            limit(client, 50, "wait");
            upstream.hold("pay"); // so that no call ends before all have asked for their money
            List<String> jobs =
                    List.of(client.submit("pays", new JsonObject()), other.submit("pays", new JsonObject()));
            Eventually.await("50 may", LONG, () -> state(other).equals(List.of(0L, 50 * CENT)));
            assertEquals(2, nodes(client, jobs).size(), "each node runs one");
            upstream.release("pay");
            for (String job : jobs) {
                Eventually.await("the others wait", LONG, () -> waitsForBudget(client, job));
            }
            assertEquals(50, upstream.arrived("pay"));
            assertEquals(List.of(50 * CENT, 0L), state(other));
            assertTrue(budget(client).getBoolean("warned"));

            limit(other, 2 * STEPS, "fail");
            for (String job : jobs) {
                Eventually.await("job " + job + " goes on", LONG, () -> ended(client, job, "succeeded"));
            }
            assertEquals(2 * STEPS, upstream.arrived("pay"));
            assertEquals(List.of(2 * STEPS * CENT, 0L), state(client));
            Eventually.await("both refuse", () -> refuses(client) && refuses(other));

            limit(client, 2 * STEPS + 50, "fail");
            for (String job : List.of(accepted(client), accepted(other))) {
                Eventually.await("job " + job + " is refused the rest", LONG, () -> ended(client, job, "failed"));
                assertEquals(
                        "budget_exceeded",
                        client.status(job).getJsonObject("error").getString("code"));
            }
            Eventually.await("all is settled", LONG, () -> state(client).get(1) == 0);
            assertEquals(upstream.arrived("pay") * CENT, state(client).getFirst());
            assertTrue(upstream.arrived("pay") <= 2 * STEPS + 50, upstream.arrived("pay") + " calls");
        }
    }

    /** A job, once the node knows that there is money again. */
    private static String accepted(Client client) throws Exception {
        var id = new AtomicReference<String>();
        Eventually.await("a job is accepted", () -> {
            var answer = client.post("/api/v1/intake", Client.job("pays", new JsonObject()));
            id.set(answer.json().getString("job_id"));
            return answer.status() == 202;
        });
        return Objects.requireNonNull(id.get());
    }

    private static Set<String> nodes(Client client, List<String> jobs) throws Exception {
        Set<String> nodes = new HashSet<>();
        for (String job : jobs) {
            nodes.add(String.valueOf(client.full(job).getString("node")));
        }
        return nodes;
    }

    private static boolean waitsForBudget(Client client, String job) throws Exception {
        JsonObject waiting = client.full(job).getJsonObject("waiting");
        return waiting != null && waiting.getString("reason").equals("budget");
    }

    private static boolean ended(Client client, String job, String state) throws Exception {
        return client.status(job).getString("status").equals(state);
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
