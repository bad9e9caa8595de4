package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys on two nodes: one that has everything, and one that has HTTP alone and no database. */
@SuppressWarnings("NullAway.Init") // set before the first test
class KeysClusterIT {
    private static final String KEYS = "/api/v1/keys";
    private static final JsonObject JOB = Client.job("noop", new JsonObject());

    /** Below the 5 s after which a node asks again anyway: it has heard of the change. */
    private static final Duration HEARD = Duration.ofSeconds(4);

    private static ServerProcess whole;
    private static ServerProcess http;

    @BeforeAll
    static void start() {
        ClusterPorts ports = ClusterPorts.free();
        Launch launch = Launch.on(Store.POSTGRES).with("LEVQOR_BUS_REQUEST_TIMEOUT", "5s");
        whole = ports.first(launch.arguments("run", "--cluster")).start();
        http = ports.second(launch.sibling().arguments("run", "--only", "http", "--cluster"))
                .start();
    }

    @AfterAll
    static void stop() {
        http.close();
        whole.close();
    }

    private static JsonObject create() throws Exception {
        var key = new JsonObject().put("name", "it").put("scopes", new JsonArray().add("jobs:write"));
        var answer = http.client().post(KEYS, key);
        assertEquals(201, answer.status(), answer.text());
        return answer.json();
    }

    private static int submit(ServerProcess server, JsonObject key) throws Exception {
        return server.client()
                .as(key.getString("key"))
                .post("/api/v1/intake", JOB)
                .status();
    }

    @Test
    void aRevokedKeyEndsOnBoth() throws Exception {
        for (ServerProcess revoker : List.of(whole, http)) {
            JsonObject key = create();
            assertEquals(202, submit(whole, key));
            assertEquals(202, submit(http, key));
            String path = KEYS + "/" + key.getString("key_id") + "/revoke";
            assertEquals(200, revoker.client().post(path).status());
            assertEquals(403, submit(whole, key));
            Eventually.await("the other hears", HEARD, () -> submit(http, key) == 403);
        }
    }

    @Test
    void noRequestFailsWhileAKeyIsRotated() throws Exception {
        JsonObject old = create();
        try (var load = new KeyLoad(List.of(whole.client(), http.client()), old.getString("key"))) {
            load.awaitRequests(100);
            String path = KEYS + "/" + old.getString("key_id") + "/rotate";
            JsonObject next = whole.client()
                    .post(path, new JsonObject().put("overlap", 60))
                    .json();
            load.use(next.getString("key"));
            load.awaitRequests(200);
            assertEquals(List.of(), load.failures());
        }
    }

    @Test
    void withoutTheKeysActorOnlyConfiguredKeysAreTold() throws Exception {
        ClusterPorts ports = ClusterPorts.free();
        Launch launch = Launch.node().arguments("run", "--only", "http", "--cluster");
        try (ServerProcess alone = ports.first(launch).start()) {
            var stored = alone.client().as(create().getString("key")).post("/api/v1/intake", JOB);
            assertEquals(503, stored.status(), stored.text());
            assertEquals("unavailable", stored.json().getString("error"));
            var wrong = alone.client().as("wrong-key-wrong-key").post("/api/v1/intake", JOB);
            assertEquals("{\"error\":\"forbidden\"}", wrong.text());
        }
    }
}
