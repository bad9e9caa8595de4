package ai.levqor.bench;

import static ai.levqor.bench.Bench.get;
import static ai.levqor.bench.Load.rounded;

import ai.levqor.connectors.Connectors;
import ai.levqor.sql.Params;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * What a connector adds to an HTTP call: one call by the bus, in turn with the same request by a bare client on a
 * connection that is kept, and with the commit of one row, which the audit trail costs each call.
 */
final class ConnectorScenario {
    private static final int CALLS = 1_000;
    private static final int WARM_UP = 1_000;

    private ConnectorScenario() {}

    static JsonObject run(Bench bench) {
        Vertx vertx = Vertx.vertx();
        HttpServer provider = get(vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> request.response()
                                .putHeader("Content-Type", "application/json")
                                .end("{\"ok\":true}")))
                .listen(0, "127.0.0.1"));
        HttpClient client = vertx.createHttpClient();
        Context context = vertx.getOrCreateContext();
        var params = new JsonObject()
                .put("url", "http://127.0.0.1:" + provider.actualPort() + "/contacts")
                .put("method", "POST")
                .put("body", new JsonObject().put("name", "Ann"));
        long[] bare = new long[CALLS];
        long[] connector = new long[CALLS];
        long[] commits = new long[CALLS];
        var ids = new Uuid7(InstantSource.system());
        for (int i = -WARM_UP; i < CALLS; i++) {
            long start = System.nanoTime();
            get(bare(context, client, provider.actualPort()));
            long between = System.nanoTime();
            get(bench.call(Connectors.CALL, input(params)));
            long end = System.nanoTime();
            get(bench.database().update(Scenarios.COMMIT, Params.of("id", ids.next())));
            long committed = System.nanoTime();
            if (i >= 0) {
                bare[i] = between - start;
                connector[i] = end - between;
                commits[i] = committed - end;
            }
        }
        get(vertx.close());
        Arrays.sort(bare);
        Arrays.sort(connector);
        Arrays.sort(commits);
        double bareMedian = bare[CALLS / 2] / 1e6;
        double median = connector[CALLS / 2] / 1e6;
        return new JsonObject()
                .put("calls", CALLS)
                .put("p50_ms", rounded(median))
                .put("p99_ms", rounded(connector[CALLS * 99 / 100] / 1e6))
                .put("bare_p50_ms", rounded(bareMedian))
                .put("bare_commit_p50_ms", rounded(commits[CALLS / 2] / 1e6))
                .put("added_p50_ms", rounded(median - bareMedian));
    }

    private static JsonObject input(JsonObject params) {
        return new JsonObject()
                .put("name", "http")
                .put("action", "request")
                .put("credentials", new JsonObject().put("token", "bench-token"))
                .put("params", params.copy());
    }

    private static Future<Buffer> bare(Context context, HttpClient client, int port) {
        var options = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(HttpMethod.POST)
                .setURI("/contacts")
                .putHeader("Authorization", "Bearer bench-token")
                .putHeader("Content-Type", "application/json");
        // On one context, so that its answer cannot be over before its reader is attached.
        return Future.future(answered -> context.runOnContext(none -> client.request(options)
                .compose(request -> request.send(Buffer.buffer("{\"name\":\"Ann\"}")))
                .compose(HttpClientResponse::body)
                .onComplete(answered)));
    }
}
