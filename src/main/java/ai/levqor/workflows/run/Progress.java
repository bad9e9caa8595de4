package ai.levqor.workflows.run;

import ai.levqor.workflows.dsl.Task;
import ai.levqor.workflows.run.Entry.State;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How one task is getting on, as its entries in the journal. */
final class Progress {
    private final Journal journal;
    private final Task task;
    private final String step;
    private final long startedAt;
    private final InstantSource clock;
    private @Nullable Entry last;

    Progress(Journal journal, Task task, String step, @Nullable Entry known, long startedAt, InstantSource clock) {
        this.journal = journal;
        this.task = task;
        this.step = step;
        this.last = known;
        this.startedAt = startedAt;
        this.clock = clock;
    }

    String step() {
        return step;
    }

    long startedAt() {
        return startedAt;
    }

    /** What was kept of it last, by this attempt or an earlier one. */
    @Nullable
    Entry last() {
        return last;
    }

    void begun(JsonNode input) {
        if (last == null) {
            save(State.RUNNING, input, null, null, null, null, 1, null, null);
        }
    }

    /** Shows that it is under way, should it take long. */
    void started(JsonNode input) {
        boolean again =
                last != null && last.state() == State.WAITING && task.action().calls();
        if (last == null || last.state() == State.FAILED || again) {
            journal.began(entry(State.RUNNING, input, null, null, null, null, attempts(), null, null));
        }
    }

    /** Waits for events that fit one of {@code filters}, which are shown as its output until then. */
    void listening(JsonNode input, JsonNode filters) {
        save(State.WAITING, input, filters, null, null, null, 1, Long.MAX_VALUE, null);
    }

    /** Keeps a note under {@code output} while it is under way. */
    void running(JsonNode input, JsonNode note) {
        save(State.RUNNING, input, note, null, null, null, 1, null, null);
    }

    void waiting(JsonNode input, long dueAt) {
        save(State.WAITING, input, null, null, null, null, 1, dueAt, null);
    }

    void retrying(JsonNode input, WorkflowError error, int attempt, long dueAt) {
        save(State.RETRYING, input, null, null, null, error.json(), attempt, dueAt, null);
    }

    void caught(JsonNode input, WorkflowError error, int attempt) {
        save(State.CAUGHT, input, null, null, null, error.json(), attempt, null, null);
    }

    void skipped(JsonNode input) {
        save(State.SKIPPED, input, input, null, Task.CONTINUE, null, 1, null, clock.millis());
    }

    void failed(JsonNode input, WorkflowError error) {
        save(State.FAILED, input, null, null, null, error.json(), attempts(), null, clock.millis());
    }

    void done(JsonNode input, JsonNode output, @Nullable JsonNode context, String next) {
        save(State.DONE, input, output, context, next, null, attempts(), null, clock.millis());
    }

    int attempts() {
        return last == null ? 1 : Math.max(1, last.attempts());
    }

    private void save(
            State state,
            JsonNode input,
            @Nullable JsonNode output,
            @Nullable JsonNode context,
            @Nullable String next,
            @Nullable JsonNode error,
            int attempts,
            @Nullable Long dueAt,
            @Nullable Long endedAt) {
        Entry entry = entry(state, input, output, context, next, error, attempts, dueAt, endedAt);
        journal.save(entry);
        last = entry;
    }

    private Entry entry(
            State state,
            JsonNode input,
            @Nullable JsonNode output,
            @Nullable JsonNode context,
            @Nullable String next,
            @Nullable JsonNode error,
            int attempts,
            @Nullable Long dueAt,
            @Nullable Long endedAt) {
        return new Entry(
                step,
                task.name(),
                task.action().keyword(),
                state,
                input,
                output,
                context,
                next,
                error,
                attempts,
                dueAt,
                startedAt,
                endedAt);
    }
}
