package ai.levqor.ops;

import java.util.ArrayList;
import java.util.List;

/**
 * When some node ran, as of {@code now}. What lies before the first known heartbeat was not measured and counts neither
 * way. Times are epoch milliseconds.
 *
 * @param up the times at which some node ran, in order, apart from each other, none after {@code now}
 */
record Uptime(List<Span> up, long now) {
    /** From a moment up to, but not including, another. */
    record Span(long from, long to) {
        long length() {
            return Math.max(0, to - from);
        }

        Span within(long first, long last) {
            return new Span(Math.max(from, first), Math.min(to, last));
        }
    }

    /** Joins the runs of all nodes, which are ordered by their beginning. */
    static Uptime of(List<Span> runs, long now) {
        List<Span> up = new ArrayList<>();
        for (Span run : runs) {
            Span bounded = new Span(run.from(), Math.min(run.to(), now));
            Span last = up.isEmpty() ? null : up.getLast();
            if (last != null && bounded.from() <= last.to()) {
                up.set(up.size() - 1, new Span(last.from(), Math.max(last.to(), bounded.to())));
            } else {
                up.add(bounded);
            }
        }
        return new Uptime(List.copyOf(up), now);
    }

    /** The first heartbeat that is known; {@code now} where there is none. */
    long since() {
        return up.isEmpty() ? now : up.getFirst().from();
    }

    /**
     * The percentage of the time from {@code from} to {@code to} in which some node ran, rounded down to hundredths; 100
     * where nothing was measured, for whoever asks is answered.
     */
    double percent(long from, long to) {
        long first = Math.max(from, since());
        long last = Math.min(to, now);
        if (last <= first) {
            return 100;
        }
        long ran =
                up.stream().mapToLong(span -> span.within(first, last).length()).sum();
        return Math.floor(ran * 10_000.0 / (last - first)) / 100;
    }

    /** The times at which no node ran, since the first heartbeat. */
    List<Span> outages() {
        List<Span> outages = new ArrayList<>();
        for (int i = 0; i < up.size(); i++) {
            long end = i + 1 < up.size() ? up.get(i + 1).from() : now;
            if (end > up.get(i).to()) {
                outages.add(new Span(up.get(i).to(), end));
            }
        }
        return outages;
    }
}
