package ai.levqor.ledger;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;

/** A stored row: what it says and its place in the chain. */
public record ChainedEntry(Chain chain, Entry entry) {
    static ChainedEntry of(Row row) {
        return new ChainedEntry(
                new Chain(row.getLong("seq"), row.getString("hash")),
                new Entry(
                        row.getLong("at"),
                        row.getString("caller"),
                        row.getString("operation"),
                        row.getString("subject"),
                        row.getString("outcome"),
                        row.getString("address"),
                        row.getString("request"),
                        row.getString("agent")));
    }

    /** The row for clients. */
    public JsonObject json() {
        return new JsonObject().put("seq", chain.seq()).mergeIn(entry.json()).put("hash", chain.hash());
    }
}
