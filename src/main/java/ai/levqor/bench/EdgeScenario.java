package ai.levqor.bench;

import static ai.levqor.bench.Load.rounded;
import static ai.levqor.bench.Scenarios.post;

import ai.levqor.logging.Logs;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the edge costs: an operation bare, then with one thing more each time, in turn, so that a machine whose speed
 * drifts is as fast for all of them. The whole has everything that production has: key, limits and headers, a line in a
 * log that goes to a file, and a row of the audit trail, which is stored before the answer.
 */
final class EdgeScenario {
    private static final int ROUNDS = 5;
    private static final String PATH = "/api/v1/bench";
    private static final String RECORDED = "/api/v1/bench/recorded";

    private EdgeScenario() {}

    static JsonObject run(Bench bench) {
        Vertx client = Vertx.vertx();
        HttpClient http = client.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(Scenarios.IN_FLIGHT));
        double bare = 0;
        double edge = 0;
        double logged = 0;
        double whole = 0;
        JsonObject last = new JsonObject();
        // The first round warms up.
        for (int round = 0; round <= ROUNDS; round++) {
            double counts = round == 0 ? 0 : 1.0 / ROUNDS;
            bare += counts * rate(post(client, http, bench.barePort(), PATH, bench.jobs()));
            edge += counts * rate(post(client, http, bench.port(), PATH, bench.jobs()));
            logged += counts * rate(logged(bench, client, http, PATH));
            last = logged(bench, client, http, RECORDED);
            whole += counts * rate(last);
        }
        Bench.get(client.close());
        return last.put("per_s", Math.round(whole))
                .put("bare_per_s", Math.round(bare))
                .put("ratio", rounded(whole / bare))
                .put("key_limits_headers", rounded((bare - edge) / bare))
                .put("log", rounded((edge - logged) / bare))
                .put("audit", rounded((logged - whole) / bare));
    }

    private static double rate(JsonObject figures) {
        return figures.getLong("per_s");
    }

    private static JsonObject logged(Bench bench, Vertx client, HttpClient http, String path) {
        Path file = bench.folder().resolve("requests.log");
        try (var output = Files.newOutputStream(file)) {
            Closeable log = Logs.requestsTo(output);
            try {
                return post(client, http, bench.port(), path, bench.jobs());
            } finally {
                log.close();
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
