package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 amid writes with an Idempotency-Key: after a restart each key's write happens, and has happened once. */
class KilledWriteIT {
    private static final int KILLS = 3;
    private static final int CLIENTS = 8;
    private static final int BATCH = 3;

    /** A write of its own workflow, so that the jobs it made can be counted. */
    private record Write(String key, boolean bulk) {
        private String workflow() {
            return "nobody." + key;
        }

        Client.Answer send(Client client) throws IOException, InterruptedException {
            JsonObject job = Client.job(workflow(), new JsonObject());
            var jobs =
                    new JsonArray(IntStream.range(0, BATCH).mapToObj(i -> job).toList());
            JsonObject body = bulk ? new JsonObject().put("jobs", jobs) : job;
            return client.send(
                    "POST",
                    bulk ? "/api/v1/jobs/bulk" : "/api/v1/intake",
                    BodyPublishers.ofString(body.encode()),
                    "Idempotency-Key",
                    key);
        }

        int made(Client client) throws IOException, InterruptedException {
            return Client.ok(client.get("/api/v1/jobs?workflow=" + workflow()))
                    .getJsonArray("jobs")
                    .size();
        }
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void eachHappensOnce(Store store) throws Exception {
        // A key whose run died is free again when nobody can be waiting for it any more.
        Launch launch = Launch.on(store).with("LEVQOR_BUS_REQUEST_TIMEOUT", "1s");
        var number = new AtomicInteger();
        Map<Write, String> answered = new ConcurrentHashMap<>();
        var cut = new ArrayList<Write>();
        for (int kill = 0; kill < KILLS; kill++) {
            ServerProcess server = launch.start();
            int goal = answered.size() + 20 + 17 * kill;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var running = IntStream.range(0, CLIENTS)
                        .mapToObj(i -> threads.submit(() -> writeUntilItDies(server.client(), number, answered)))
                        .toList();
                Eventually.await("clients are served", () -> answered.size() >= goal);
                server.kill();
                for (var client : running) {
                    cut.add(client.get());
                }
            }
        }
        try (ServerProcess server = launch.start()) {
            Client client = server.client();
            for (Write write : cut) {
                Eventually.await(
                        "the key " + write.key + " is not stuck\n" + server.log(),
                        Duration.ofSeconds(60),
                        () -> write.send(client).status() == 202);
            }
            List<Write> all = new ArrayList<>(answered.keySet());
            all.addAll(cut);
            for (Write write : all) {
                Client.Answer again = write.send(client);
                assertEquals(202, again.status(), again.text());
                assertEquals(write.bulk ? BATCH : 1, write.made(client), write::toString);
            }
            for (var first : answered.entrySet()) {
                assertEquals(first.getValue(), id(first.getKey().send(client)), first::toString);
            }
            assertTrue(cut.size() == KILLS * CLIENTS);
        }
    }

    /** Which of the jobs, or the batch, an answer names. */
    private static String id(Client.Answer answer) {
        JsonObject json = answer.json();
        return json.getString("batch_id", json.getString("job_id"));
    }

    /** Answers the write that got no answer. */
    private static Write writeUntilItDies(Client client, AtomicInteger number, Map<Write, String> answered)
            throws InterruptedException {
        while (true) {
            int next = number.getAndIncrement();
            var write = new Write("k" + next, next % 2 == 0);
            try {
                Client.Answer answer = write.send(client);
                assertEquals(202, answer.status(), answer.text());
                answered.put(write, id(answer));
            } catch (IOException dead) {
                return write;
            }
        }
    }
}
