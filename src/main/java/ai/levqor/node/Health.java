package ai.levqor.node;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a node can do its work. The node, and each of its verticles, adds a check; the node is ready when all of them
 * pass. Everybody may ask, so the checks run at most once a second, whoever asks.
 */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);
    private static final long KEEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long TIMEOUT_MS = 3_000;

    private final HealthChecks checks;
    private final AtomicReference<@Nullable Asked> last = new AtomicReference<>();
    private volatile boolean stopping;

    /** No check yet: ready. */
    public Health(Vertx vertx) {
        this.checks = HealthChecks.create(vertx);
    }

    /** Adds the check {@code name}, which fails with what is wrong; three seconds without an answer are a failure. */
    public void register(String name, Supplier<Future<?>> check) {
        checks.register(
                name,
                TIMEOUT_MS,
                answer -> check.get()
                        .onSuccess(none -> answer.tryComplete(Status.OK()))
                        .onFailure(cause -> {
                            LOG.debug("{} is not healthy", name, cause);
                            answer.tryComplete(Status.KO());
                        }));
        forget();
    }

    /** Takes the check {@code name} away. */
    public void unregister(String name) {
        checks.unregister(name);
        forget();
    }

    /** From now on the node is not ready, whatever its checks say. */
    void stopping() {
        stopping = true;
        forget();
    }

    /** How each check stands, by name. */
    public Future<JsonObject> now() {
        Asked asked = last.get();
        if (asked == null || System.nanoTime() - asked.at() > KEEP_NANOS) {
            asked = new Asked(System.nanoTime(), checks.checkStatus().map(Health::summary));
            last.set(asked);
        }
        return asked.answer();
    }

    /** How each check stands, when all of them pass; else {@code unavailable} with the names of those that do not. */
    public Future<JsonObject> ready() {
        if (stopping) {
            return Future.failedFuture(new Failure(Code.UNAVAILABLE, "The server is shutting down."));
        }
        return now().compose(all -> {
            String failing = String.join(
                    ", ",
                    all.fieldNames().stream()
                            .filter(name -> !all.getBoolean(name))
                            .sorted()
                            .toList());
            return failing.isEmpty()
                    ? Future.succeededFuture(all)
                    : Future.failedFuture(new Failure(Code.UNAVAILABLE, "Not ready: " + failing + "."));
        });
    }

    private void forget() {
        last.set(null);
    }

    private static JsonObject summary(CheckResult all) {
        var summary = new JsonObject();
        if (all.getChecks() != null) {
            for (CheckResult check : all.getChecks()) {
                summary.put(check.getId(), CheckResult.isUp(check));
            }
        }
        return summary;
    }

    private record Asked(long at, Future<JsonObject> answer) {}
}
