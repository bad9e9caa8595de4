package ai.levqor.ledger;

import io.vertx.core.json.JsonObject;

/**
 * A row of the trail.
 *
 * @param seq its number, without gaps
 * @param hash that of the segment which it was committed with
 */
public record ChainedEntry(long seq, Entry entry, String hash) {
    /** The row for clients. */
    public JsonObject json() {
        return new JsonObject().put("seq", seq).mergeIn(entry.json()).put("hash", hash);
    }
}
