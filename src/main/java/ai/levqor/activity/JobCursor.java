package ai.levqor.activity;

import ai.levqor.bus.Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of a job a follower has seen. Each part only grows, so the id of an event says exactly what comes after it.
 *
 * @param event the last stored event of the job
 * @param state the state that was told last: its letter, the attempt and its time; empty before the first
 * @param step the last change of a step
 * @param report the last report of progress
 * @param line the last log line
 */
record JobCursor(long event, String state, int step, int report, int line) {
    static final JobCursor START = new JobCursor(0, "", 0, 0, 0);

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18})-([a-z]?\\d{0,9}(?:\\.\\d{1,18})?)-(\\d{1,9})-(\\d{1,9})-(\\d{1,9})");

    static JobCursor of(@Nullable String id) {
        if (id == null) {
            return START;
        }
        Matcher parts = FORM.matcher(id);
        if (!parts.matches()) {
            throw Failure.invalid("last_event_id", "is not the id of an event of this stream");
        }
        return new JobCursor(
                Long.parseLong(parts.group(1)),
                parts.group(2),
                Integer.parseInt(parts.group(3)),
                Integer.parseInt(parts.group(4)),
                Integer.parseInt(parts.group(5)));
    }

    String id() {
        return event + "-" + state + "-" + step + "-" + report + "-" + line;
    }

    JobCursor event(long seen) {
        return new JobCursor(seen, state, step, report, line);
    }

    JobCursor state(String seen) {
        return new JobCursor(event, seen, step, report, line);
    }

    JobCursor step(int seen) {
        return new JobCursor(event, state, seen, report, line);
    }

    JobCursor report(int seen) {
        return new JobCursor(event, state, step, seen, line);
    }

    JobCursor line(int seen) {
        return new JobCursor(event, state, step, report, seen);
    }
}
