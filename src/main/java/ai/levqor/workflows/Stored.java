package ai.levqor.workflows;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;

/** A version of a workflow as it is stored; {@code createdAt} in epoch milliseconds. */
record Stored(String name, String version, String title, String source, long createdAt, String createdBy) {
    static Stored of(Row row) {
        return new Stored(
                row.getString("name"),
                row.getString("version"),
                row.getString("title"),
                row.getString("source"),
                row.getLong("created_at"),
                row.getString("created_by"));
    }

    JsonObject json() {
        return new JsonObject()
                .put("name", name)
                .put("version", version)
                .put("title", title)
                .put("created_at", createdAt / 1000)
                .put("created_by", createdBy);
    }
}
