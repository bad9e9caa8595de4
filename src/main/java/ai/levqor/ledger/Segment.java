package ai.levqor.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.io.SerializedString;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that were committed together, stored as one: a database takes one row of a thousand lines far more cheaply
 * than a thousand rows.
 *
 * @param first the number of its first row
 * @param end its last row's number, and the hash up to there
 * @param firstAt the earliest time of its rows, in epoch milliseconds
 * @param lastAt the latest
 * @param text its rows, one canonical line each
 */
record Segment(long first, Chain end, long firstAt, long lastAt, String text) {
    private static final JsonFactory JSON = new JsonFactory();

    /** About as long as a row is. */
    private static final int LINE = 200;

    /** The segment of {@code entries} right behind {@code before}. */
    static Segment after(Chain before, List<Entry> entries) {
        long first = before.seq() + 1;
        String text = text(first, entries);
        var times = entries.stream().mapToLong(Entry::at).summaryStatistics();
        return new Segment(first, before.next(entries.size(), text), times.getMin(), times.getMax(), text);
    }

    private static String text(long first, List<Entry> entries) {
        var text = new StringWriter(LINE * entries.size());
        try (var json = JSON.createGenerator(text).setRootValueSeparator(new SerializedString("\n"))) {
            long seq = first;
            for (Entry entry : entries) {
                entry.write(seq++, json);
            }
        } catch (IOException e) {
            throw new AssertionError("memory takes all that is written", e);
        }
        return text.toString();
    }

    static Segment of(Row row) {
        return new Segment(
                row.getLong("first_seq"),
                new Chain(row.getLong("last_seq"), row.getString("hash")),
                row.getLong("first_at"),
                row.getLong("last_at"),
                row.getString("entries"));
    }

    /**
     * Those of {@code all}, which come behind {@code anchor}, that are from before {@code before}, up to the first that is
     * not. What begins before the end of another is not of the trail, and its end says nothing.
     */
    static List<Segment> old(Chain anchor, List<Segment> all, long before) {
        List<Segment> old = new ArrayList<>();
        long end = anchor.seq();
        for (Segment segment : all) {
            if (segment.first() > end) {
                if (segment.lastAt() >= before) {
                    break;
                }
                old.add(segment);
                end = segment.end().seq();
            }
        }
        return old;
    }

    /** Its rows, oldest first; {@link RuntimeException} when they cannot be read, which only tampering brings about. */
    List<ChainedEntry> rows() {
        return text.lines()
                .map(line -> {
                    var values = new JsonArray(line);
                    return new ChainedEntry(values.getLong(0), Entry.of(values), end.hash());
                })
                .toList();
    }

    /** Whether it is, in all that is stored of it, what was written right behind {@code before}. */
    boolean follows(Chain before) {
        try {
            return equals(after(before, rows().stream().map(ChainedEntry::entry).toList()));
        } catch (RuntimeException e) { // no rows at all, or none that can be read
            return false;
        }
    }
}
