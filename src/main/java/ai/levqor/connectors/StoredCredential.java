package ai.levqor.connectors;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;

/**
 * Credentials as they are stored; times are epoch milliseconds.
 *
 * @param version grows with every change of what is encrypted
 * @param createdBy whose they are
 * @param shared whether everybody may call with them who may call
 */
record StoredCredential(
        String connector,
        String name,
        String ciphertext,
        long version,
        String createdBy,
        boolean shared,
        long createdAt,
        long updatedAt) {
    static final String COLUMNS = "connector, name, ciphertext, version, created_by, shared, created_at, updated_at";

    static StoredCredential of(Row row) {
        return new StoredCredential(
                row.getString("connector"),
                row.getString("name"),
                row.getString("ciphertext"),
                row.getLong("version"),
                row.getString("created_by"),
                row.getInteger("shared") == 1,
                row.getLong("created_at"),
                row.getLong("updated_at"));
    }

    /** What may be told: never what is encrypted. */
    JsonObject json() {
        return new JsonObject()
                .put("connector", connector)
                .put("name", name)
                .put("version", version)
                .put("created_by", createdBy)
                .put("shared", shared)
                .put("created_at", createdAt / 1000)
                .put("updated_at", updatedAt / 1000);
    }

    /** What its ciphertext is bound to. */
    String place() {
        return place(connector, name);
    }

    static String place(String connector, String name) {
        return "connectors/" + connector + "/" + name;
    }

    /** Without the ciphertext. */
    @Override
    public String toString() {
        return "StoredCredential[" + connector + "/" + name + ", version " + version + "]";
    }
}
