package ai.levqor.bench;

import static ai.levqor.bench.Load.rounded;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the edge costs: routes bare and with everything that production has around them, in turn, so that a machine whose
 * speed drifts is as fast for all of them. Everything is key, limits and headers, a line in a log that goes to a file, and
 * a row of the audit trail, which is stored before the answer.
 *
 * <p>One route is the intake, beside a few lines that only store the job ({@link StoreJob}), so what the queue does beyond
 * that counts as edge, too. The other stores nothing, and has one thing more each time.
 */
final class EdgeScenario {
    private static final int ROUNDS = 6;

    /** So many that neither side waits for the other's round trip: what is compared is throughput. */
    private static final int IN_FLIGHT = 1_024;

    private static final String INTAKE = "/api/v1/intake";
    private static final String NOTHING = "/api/v1/bench";
    private static final String RECORDED = "/api/v1/bench/recorded";

    private final Bench bench;
    private final Vertx client = Vertx.vertx();
    private final HttpClient http = client.createHttpClient(
            new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(IN_FLIGHT));

    private EdgeScenario(Bench bench) {
        this.bench = bench;
    }

    static JsonObject run(Bench bench) {
        return new EdgeScenario(bench).measure();
    }

    private JsonObject measure() {
        Rate bareIntake = new Rate();
        Rate intake = new Rate();
        Rate bare = new Rate();
        Rate edge = new Rate();
        Rate logged = new Rate();
        Rate recorded = new Rate();
        JsonObject last = new JsonObject();
        for (int round = 0; round <= ROUNDS; round++) {
            // Whoever comes first meets a smaller table and a quieter disk.
            var turns = new ArrayList<Runnable>(List.of(
                    () -> bare.add(post(bench.barePort(), NOTHING)),
                    () -> edge.add(post(bench.port(), NOTHING)),
                    () -> logged.add(logged(NOTHING)),
                    () -> recorded.add(logged(RECORDED))));
            bench.pause("noop");
            if (round % 2 == 0) {
                bareIntake.add(post(bench.barePort(), INTAKE));
                last = logged(INTAKE);
                intake.add(last);
            } else {
                Collections.reverse(turns);
                last = logged(INTAKE);
                intake.add(last);
                bareIntake.add(post(bench.barePort(), INTAKE));
            }
            bench.resume("noop");
            bench.awaitDrained();
            bench.clean();
            turns.forEach(Runnable::run);
        }
        Bench.get(client.close());
        return last.put("per_s", intake.perSecond())
                .put("bare_per_s", bareIntake.perSecond())
                .put("ratio", intake.of(bareIntake))
                .put("nothing_per_s", recorded.perSecond())
                .put("nothing_bare_per_s", bare.perSecond())
                .put("nothing_ratio", recorded.of(bare))
                .put("key_limits_headers", rounded(1 - edge.of(bare)))
                .put("log", rounded(edge.of(bare) - logged.of(bare)))
                .put("audit", rounded(logged.of(bare) - recorded.of(bare)));
    }

    private JsonObject post(int port, String path) {
        return Scenarios.post(client, http, port, path, bench.jobs(), IN_FLIGHT);
    }

    private JsonObject logged(String path) {
        Path file = bench.folder().resolve("requests.log");
        try (var output = Files.newOutputStream(file)) {
            Closeable log = Logs.requestsTo(output);
            try {
                return post(bench.port(), path);
            } finally {
                log.close();
            }
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** Requests a second over all rounds but the first, which warms up. */
    private static final class Rate {
        private int rounds;
        private double seconds;

        void add(JsonObject figures) {
            if (rounds++ > 0) {
                seconds += 1.0 / figures.getLong("per_s");
            }
        }

        long perSecond() {
            return Math.round((rounds - 1) / seconds);
        }

        double of(Rate bare) {
            return rounded(bare.seconds / seconds);
        }
    }
}
