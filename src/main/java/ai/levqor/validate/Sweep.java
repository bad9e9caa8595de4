package ai.levqor.validate;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes back the jobs of a run that were not ended by its steps, because one of them failed: nobody serves them, so they
 * would wait for ever. What cannot be taken back has failed in the run as well, so it is told.
 */
final class Sweep {
    private static final int PAGES = 10;

    private final Target target;

    Sweep(Target target) {
        this.target = target;
    }

    /** Cancels everything that is queued for {@code workflow}. */
    void cancel(String workflow) throws IOException, InterruptedException {
        for (int page = 0; page < PAGES; page++) {
            var queued = new JsonObject().put("workflow", workflow).put("state", "queued");
            List<String> ids =
                    ids(target.call(Walk.operation("jobs.list"), queued, "").json());
            if (ids.isEmpty()) {
                return;
            }
            for (String id : ids) {
                target.call(Walk.operation("jobs.cancel"), new JsonObject().put("job_id", id), "");
            }
        }
    }

    private static List<String> ids(@Nullable JsonObject page) {
        return page == null || page.getJsonArray("jobs") == null
                ? List.of()
                : page.getJsonArray("jobs").stream()
                        .map(job -> ((JsonObject) job).getString("job_id"))
                        .toList();
    }
}
