package ai.levqor.idempotency;

import ai.levqor.sql.Params;
import java.util.UUID;

/**
 * A caller's key in the hands of one run.
 *
 * @param token of the run
 */
record UsedKey(String owner, String text, UUID token) {
    Params params() {
        return Params.of("owner", owner).and("key", text);
    }
}
