package ai.levqor.jobs;

import ai.levqor.bus.Request;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Which failed jobs to run again.
 *
 * @param code of the error; null is any
 * @param owner whose alone; null is everybody's
 * @param from epoch milliseconds: those that failed since then
 * @param until epoch milliseconds: those that failed before
 * @param limit how many at most
 * @param dryRun whether to count only
 */
record RetryFilter(
        @Nullable String workflow,
        @Nullable String code,
        @Nullable String owner,
        long from,
        long until,
        int limit,
        boolean dryRun) {
    static RetryFilter of(Request request) {
        JsonObject input = request.input();
        return new RetryFilter(
                input.getString("workflow"),
                input.getString("error_code"),
                request.caller().confinedTo(),
                millis(input, "failed_after", 0),
                millis(input, "failed_before", Long.MAX_VALUE),
                input.getInteger("limit", 100),
                input.getBoolean("dry_run", false));
    }

    private static long millis(JsonObject input, String name, long otherwise) {
        Double seconds = input.getDouble(name);
        return seconds == null ? otherwise : Math.round(seconds * 1000);
    }

    /** How the stored error begins; empty is any. */
    String errorStart() {
        return code == null
                ? ""
                : "{\"code\":"
                        + new JsonObject().put("c", code).encode().substring(5).replace("}", "");
    }
}
