package ai.levqor.ledger;

import static io.vertx.core.Future.await;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a walk over the chain found.
 *
 * @param rows how many rows were checked
 * @param head the last row that was checked; kept elsewhere, it can be compared later
 * @param broken the number of the first row that is not as it was written, or null
 * @param reason what is wrong with it, or null
 */
public record Verification(
        long rows,
        Chain head,
        @Nullable Long broken,
        @Nullable String reason) {
    private static final int CHUNK = 20;
    private static final Chain START = new Chain(0, "0".repeat(64));

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

    /** Walks from the anchor to the last row; blocks, so it needs a virtual thread or one of its own. */
    public static Verification of(LedgerRepository ledger) {
        if (!await(ledger.marked())) {
            return broken(START, START, 1, "the marks of where the trail begins and ends are gone");
        }
        // What is appended meanwhile is left to the next walk, or this one might never end.
        long last = await(ledger.head()).seq();
        Chain mark = await(ledger.mark());
        Chain anchor = await(ledger.anchor());
        if (!await(ledger.sealed(anchor))) {
            return broken(
                    anchor,
                    anchor,
                    anchor.seq() + 1,
                    "the rows before were not removed by this service, or it had another secret");
        }
        Long foreign = await(ledger.foreign(anchor));
        if (foreign != null) {
            return broken(
                    anchor, anchor, foreign, "the row is not of this trail, which begins behind row " + anchor.seq());
        }
        return walk(ledger, anchor, mark, last);
    }

    private static Verification walk(LedgerRepository ledger, Chain anchor, Chain mark, long last) {
        boolean marked = mark.equals(anchor);
        Chain at = anchor;
        // By their first numbers, or one that begins within the last of a part would be passed over.
        long read = anchor.seq();
        for (List<Segment> part = part(ledger, read, last); !part.isEmpty(); part = part(ledger, read, last)) {
            for (Segment segment : part) {
                if (segment.first() <= at.seq()) {
                    return broken(anchor, at, segment.first(), "the row is there twice");
                }
                if (segment.first() != at.seq() + 1) {
                    return broken(anchor, at, at.seq() + 1, "the row is missing");
                }
                if (!segment.follows(at)) {
                    return broken(anchor, at, segment.first(), "the rows from here on do not fit their hash");
                }
                at = segment.end();
                read = segment.first();
                marked |= at.equals(mark);
            }
        }
        if (at.seq() < last) {
            return broken(anchor, at, at.seq() + 1, "the rows from here on are missing");
        }
        return marked || mark.seq() < anchor.seq()
                ? new Verification(at.seq() - anchor.seq(), at, null, null)
                : broken(anchor, at, mark.seq(), "the row was the last at some time, with another hash");
    }

    private static List<Segment> part(LedgerRepository ledger, long read, long last) {
        return await(ledger.behind(read, CHUNK)).stream()
                .takeWhile(segment -> segment.first() <= last)
                .toList();
    }

    private static Verification broken(Chain anchor, Chain at, long seq, String reason) {
        return new Verification(at.seq() - anchor.seq(), at, seq, reason);
    }
}
