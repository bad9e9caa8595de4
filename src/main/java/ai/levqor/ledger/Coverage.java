package ai.levqor.ledger;

import io.vertx.core.json.JsonObject;

/**
 * How many calls that write have their row.
 *
 * @param covered calls with a stored row
 * @param uncovered calls that ended without one, because it could not be stored
 * @param refused calls of strangers that were turned away; they have no row by design and count in neither
 */
public record Coverage(long covered, long uncovered, long refused) {
    /** Percent of the calls that have a row, rounded down to hundredths; 100 when there were none. */
    public double percent() {
        long all = covered + uncovered;
        return all == 0 ? 100 : Math.floor(10_000.0 * covered / all) / 100;
    }

    /** The figures for clients. */
    public JsonObject json() {
        return new JsonObject()
                .put("audit_coverage", percent())
                .put("covered", covered)
                .put("uncovered", uncovered)
                .put("refused", refused);
    }
}
