package ai.levqor.bench;

import static ai.levqor.bench.Load.rounded;
import static ai.levqor.bench.Scenarios.post;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;

/** What the edge costs: an operation behind key, limits and headers, in turn with the same operation bare. */
final class EdgeScenario {
    private static final int ROUNDS = 5;
    private static final String PATH = "/api/v1/bench";

    private EdgeScenario() {}

    static JsonObject run(Bench bench) {
        Vertx client = Vertx.vertx();
        var http = client.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(Scenarios.IN_FLIGHT));
        post(client, http, bench.barePort(), PATH, bench.jobs());
        post(client, http, bench.port(), PATH, bench.jobs());
        double bare = 0;
        double whole = 0;
        JsonObject last = new JsonObject();
        for (int round = 0; round < ROUNDS; round++) {
            bare += post(client, http, bench.barePort(), PATH, bench.jobs()).getLong("per_s");
            last = post(client, http, bench.port(), PATH, bench.jobs());
            whole += last.getLong("per_s");
        }
        Bench.get(client.close());
        return last.put("per_s", Math.round(whole / ROUNDS))
                .put("bare_per_s", Math.round(bare / ROUNDS))
                .put("ratio", rounded(whole / bare));
    }
}
