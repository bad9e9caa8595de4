package ai.levqor.ledger;

import static io.vertx.core.Future.await;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over the chain found.
 *
 * @param rows how many rows were checked
 * @param head the last row's place, as the head says; kept elsewhere, it can be compared later
 * @param broken the number of the first row that is not as it was written, or null
 * @param reason what is wrong with it, or null
 */
public record Verification(
        long rows,
        Chain head,
        @Nullable Long broken,
        @Nullable String reason) {
    private static final int CHUNK = 2_000;

    /** Whether every row is as it was written. */
    public boolean intact() {
        return broken == null;
    }

    /** The result for clients. */
    public JsonObject json() {
        return new JsonObject()
                .put("intact", intact())
                .put("rows", rows)
                .put("head_seq", head.seq())
                .put("head_hash", head.hash())
                .put("broken_seq", broken)
                .put("reason", reason);
    }

    /** Walks from the anchor to the head; blocks, so it needs a virtual thread or one of its own. */
    public static Verification of(LedgerRepository ledger) {
        Chain head = await(ledger.head());
        Chain anchor = await(ledger.anchor());
        Chain at = anchor;
        while (at.seq() < head.seq()) {
            List<ChainedEntry> part = await(ledger.part(at.seq(), head.seq(), CHUNK));
            if (part.isEmpty()) {
                return broken(anchor, at, head, at.seq() + 1, "the rows from here on are missing");
            }
            for (ChainedEntry row : part) {
                Chain expected = at.next(row.entry());
                if (row.chain().seq() != expected.seq()) {
                    return broken(anchor, at, head, expected.seq(), "the row is missing");
                }
                if (!row.chain().equals(expected)) {
                    return broken(anchor, at, head, expected.seq(), "the row does not fit its hash");
                }
                at = expected;
            }
        }
        if (!at.equals(head)) {
            return broken(anchor, at, head, at.seq(), "the head of the chain names another row as the last");
        }
        // What was appended meanwhile has moved the head, too; the order of the two looks matters.
        long last = await(ledger.last());
        if (last > await(ledger.head()).seq()) {
            return broken(anchor, at, head, at.seq() + 1, "the row is beyond the head of the chain");
        }
        return new Verification(at.seq() - anchor.seq(), head, null, null);
    }

    private static Verification broken(Chain anchor, Chain at, Chain head, long seq, String reason) {
        return new Verification(at.seq() - anchor.seq(), head, seq, reason);
    }
}
