package ai.levqor.jobs;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;

/** How far a job is: what its worker reported last, and the steps of its run. */
final class Progress {
    private Progress() {}

    /** {@code {progress, rerun_of, rerun_from}}; null where nothing is known. */
    static JsonObject of(Row row) {
        JsonObject progress = null;
        if (row.getLong("reported_at") != null) {
            progress = new JsonObject()
                    .put("value", row.getDouble("progress"))
                    .put("message", row.getString("message"))
                    .put("attempt", row.getInteger("attempt"))
                    .put("at", row.getLong("reported_at") / 1000.0);
        }
        if (row.getUUID("run") != null) {
            progress = (progress == null ? new JsonObject() : progress)
                    .put("steps_done", row.getLong("done"))
                    .put("steps_known", Math.max(row.getLong("known"), row.getInteger("tasks")));
        }
        var json = new JsonObject().put("progress", progress);
        if (row.getUUID("rerun_of") != null) {
            json.put("rerun_of", row.getUUID("rerun_of").toString()).put("rerun_from", row.getString("rerun_from"));
        }
        return json;
    }
}
