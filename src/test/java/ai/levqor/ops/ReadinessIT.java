package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.node.Descriptor;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node is ready while all that it needs is there, and alive as long as it answers. */
class ReadinessIT {
    @TempDir
    Path dir;

    @Test
    void isReadyWithEachVerticlesOwnCheck() throws Exception {
        try (var node = new MonitoredNode(dir, Set.of())) {
            JsonObject checks = new JsonObject(node.get("/readyz").body()).getJsonObject("checks");
            Set<String> expected =
                    Descriptor.all().stream().map(Descriptor::name).collect(Collectors.toSet());
            expected.remove("http"); // it answers
            expected.add("database");
            assertEquals(expected, checks.fieldNames());
            assertTrue(checks.stream().allMatch(check -> Boolean.TRUE.equals(check.getValue())), checks.encode());
        }
    }

    @Test
    void isNotReadyWithoutItsDatabase() throws Exception {
        try (var node = new MonitoredNode(dir, Set.of())) {
            assertEquals(200, node.get("/readyz").statusCode());
            TestKernel.get(node.kernel().database().close());
            Eventually.await("it is noticed", () -> node.get("/readyz").statusCode() == 503);
            HttpResponse<String> refused = node.get("/readyz");
            assertTrue(refused.body().contains("Not ready: database"), refused.body());
            assertEquals("1", refused.headers().firstValue("retry-after").orElseThrow());
            for (String alive : new String[] {"/livez", "/health", "/api/v1/health", "/"}) {
                assertEquals(200, node.get(alive).statusCode(), alive);
            }
            JsonObject detailed =
                    new JsonObject(node.get("/api/v1/health/detailed").body());
            assertEquals("degraded", detailed.getString("status"), detailed.encode());
            assertEquals("unhealthy", detailed.getJsonObject("services").getString("database"));
        }
    }

    @Test
    void isNotReadyWhileAVerticleCannotDoItsWork() throws Exception {
        try (var node = new MonitoredNode(dir, Set.of("jobs", "ops", "http"))) {
            assertEquals(200, node.get("/readyz").statusCode());
            // Its heartbeat keeps the leases of its jobs.
            rename(node, "nodes", "elsewhere");
            Eventually.await("it is noticed", () -> node.get("/readyz").body().contains("Not ready: jobs."));
            assertEquals(503, node.get("/readyz").statusCode());
            JsonObject services =
                    new JsonObject(node.get("/api/v1/health/detailed").body()).getJsonObject("services");
            assertEquals("unhealthy", services.getString("jobs"), services.encode());
            assertEquals("healthy", services.getString("database"), services.encode());
            rename(node, "elsewhere", "nodes");
            Eventually.await("it is well", () -> node.get("/readyz").statusCode() == 200);
        }
    }

    private static void rename(MonitoredNode node, String table, String name) throws Exception {
        Sql rename = Sql.of("alter table " + table + " rename to " + name);
        TestKernel.get(node.kernel().database().update(rename, Params.NONE));
    }

    @Test
    void isNotReadyOutsideItsCluster() throws Exception {
        try (var node = new MonitoredNode(dir, Set.of("http"), true)) {
            assertEquals(
                    true,
                    new JsonObject(node.get("/readyz").body())
                            .getJsonObject("checks")
                            .getBoolean("cluster"));
            var manager =
                    (HazelcastClusterManager) ((VertxInternal) node.kernel().vertx()).clusterManager();
            manager.getHazelcastInstance().shutdown();
            Eventually.await("it is noticed", () -> node.get("/readyz").statusCode() == 503);
            assertTrue(node.get("/readyz").body().contains("Not ready: cluster"));
            assertEquals(200, node.get("/livez").statusCode());
        }
    }

    @Test
    void probesAreAnsweredWhateverTheLimits() throws Exception {
        try (var node = new MonitoredNode(dir, Set.of(), "LEVQOR_LIMITS_PER_IP", "2")) {
            for (String path : new String[] {
                "/livez",
                "/readyz",
                "/health",
                "/api/v1/health",
                "/api/v1/health/detailed",
                "/public/metrics",
                "/ops/uptime",
                "/ops/queue_health",
                "/metrics",
                "/api/metrics"
            }) {
                for (int i = 0; i < 4; i++) {
                    HttpResponse<String> answer = node.get(path);
                    assertEquals(200, answer.statusCode(), path + " " + answer.body());
                    assertTrue(answer.headers().firstValue("x-ratelimit-limit").isPresent(), path);
                }
            }
        }
    }
}
