package ai.levqor.costs;

import io.vertx.sqlclient.Row;

/** A call as it is stored: what it counts for at present depends on its state. */
record StoredCall(CallKey key, String function, String state, long estimate, long reservedAt) {
    static final String RESERVED = "reserved";
    static final String PRESUMED = "presumed";

    /** The columns that {@link #of} reads, of costs named {@code c}. */
    static final String COLUMNS = "c.job_id, c.step, c.attempt, c.function, c.state, c.estimate, c.reserved_at";

    static StoredCall of(Row row) {
        return new StoredCall(
                new CallKey(row.getUUID("job_id"), row.getString("step"), row.getInteger("attempt")),
                row.getString("function"),
                row.getString("state"),
                row.getLong("estimate"),
                row.getLong("reserved_at"));
    }

    boolean reserved() {
        return state.equals(RESERVED);
    }
}
