package ai.levqor.ops;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How each part of the node that answers stands. */
final class HealthService {
    private static final long KEEP_MS = 2_000;
    private static final long TIMEOUT_MS = 3_000;
    private static final String VERSION =
            Objects.requireNonNullElse(HealthService.class.getPackage().getImplementationVersion(), "development");

    private final Kernel kernel;
    private final Path folder;
    private final Cached<JsonObject> services;

    HealthService(Kernel kernel) {
        this.kernel = kernel;
        this.folder = kernel.settings().core().dataDir();
        this.services = new Cached<>(kernel.clock(), KEEP_MS, this::compute);
    }

    Reply health(Request request) {
        JsonObject found = await(services.get());
        boolean degraded = found.fieldNames().stream().anyMatch(name -> !found.getBoolean(name));
        var named = new JsonObject();
        found.fieldNames().forEach(name -> named.put(name, found.getBoolean(name) ? "healthy" : "unhealthy"));
        return () -> new JsonObject()
                .put("status", degraded ? "degraded" : "healthy")
                .put("version", VERSION)
                .put("environment", kernel.settings().core().production() ? "production" : "development")
                .put("services", named)
                .put("degraded", degraded);
    }

    private Future<JsonObject> compute() {
        Future<Boolean> database = passes(kernel.database().check());
        Future<Boolean> filesystem = passes(kernel.vertx().executeBlocking(this::write, false));
        Future<JsonObject> checks = kernel.health().now();
        return Future.all(database, filesystem, checks)
                .map(all -> new JsonObject()
                        .put("database", database.result())
                        .put("filesystem", filesystem.result())
                        .mergeIn(checks.result()));
    }

    private static Future<Boolean> passes(Future<?> check) {
        return check.timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS).map(true).otherwise(false);
    }

    /** Whether the data folder takes files, by writing one. */
    private Path write() throws Exception {
        Path probe = Files.writeString(Files.createTempFile(folder, "health", ".tmp"), "ok");
        Files.delete(probe);
        return probe;
    }
}
