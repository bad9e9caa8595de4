package ai.levqor.bench;

import io.vertx.core.json.JsonObject;

/** One thing to measure. */
@FunctionalInterface
interface Scenario {
    /** Measures on {@code bench} and answers the figures, without name and database. */
    JsonObject run(Bench bench) throws InterruptedException;
}
