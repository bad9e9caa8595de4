package ai.levqor.workflows.run;

import ai.levqor.expressions.Expression;
import ai.levqor.workflows.dsl.Action;
import ai.levqor.workflows.dsl.Action.Catch;
import ai.levqor.workflows.dsl.Action.Retry;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The task {@code try}: its attempts, the waits between them, and what is done about the last one's error. */
final class Attempts {
    private final Interpreter interpreter;
    private final InstantSource clock;

    Attempts(Interpreter interpreter, InstantSource clock) {
        this.interpreter = interpreter;
        this.clock = clock;
    }

    JsonNode run(Action.Try attempt, JsonNode input, Frame frame, Progress progress) {
        while (true) {
            Entry last = progress.last();
            if (last != null && last.state() == Entry.State.CAUGHT && last.error() != null) {
                return handle(attempt.handler(), input, frame, last.error());
            }
            awaitTurn(last, frame);
            int number = progress.attempts();
            try {
                return interpreter.tasks(attempt.tasks(), input, frame.inside(frame.prefix() + "~" + number));
            } catch (WorkflowError error) {
                caught(attempt.handler(), input, frame, progress, number, error);
            }
        }
    }

    private void awaitTurn(@Nullable Entry last, Frame frame) {
        Long due = last == null || last.state() != Entry.State.RETRYING ? null : last.dueAt();
        if (due != null && due > clock.millis()) {
            throw interpreter.suspended(due, frame, "A step failed and is tried again.");
        }
    }

    /** Keeps what is to be done about an error; throws it when nothing is. */
    private void caught(
            Catch handler, JsonNode input, Frame frame, Progress progress, int number, WorkflowError error) {
        Frame seen = frame.with(handler.as(), error.json());
        if (!concerns(handler, input, seen, error)) {
            throw error;
        }
        Duration wait = again(handler.retry(), input, seen, progress, number);
        if (wait == null) {
            progress.caught(input, error, number);
        } else {
            progress.retrying(input, error, number + 1, clock.millis() + wait.toMillis());
        }
    }

    private boolean concerns(Catch handler, JsonNode input, Frame frame, WorkflowError error) {
        JsonNode filter =
                handler.error() == null ? null : interpreter.evaluate(handler.error(), input, frame, Map.of());
        return (filter == null || Matching.matches(filter, error.json()))
                && holds(handler.when(), true, input, frame)
                && !holds(handler.exceptWhen(), false, input, frame);
    }

    /** The wait before the next attempt, or null when there is none. */
    private @Nullable Duration again(
            @Nullable Retry retry, JsonNode input, Frame frame, Progress progress, int number) {
        if (retry == null
                || (retry.maxAttempts() != null && number > retry.maxAttempts())
                || !holds(retry.when(), true, input, frame)
                || holds(retry.exceptWhen(), false, input, frame)) {
            return null;
        }
        Duration wait = retry.before(number + 1).plus(jitter(retry));
        boolean late = retry.maxDuration() != null
                && clock.millis() + wait.toMillis() - progress.startedAt()
                        > retry.maxDuration().toMillis();
        return late ? null : wait;
    }

    private static Duration jitter(Retry retry) {
        long from = retry.jitterFrom().toMillis();
        long to = Math.max(from, retry.jitterTo().toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(from, to + 1));
    }

    private boolean holds(@Nullable Expression condition, boolean otherwise, JsonNode input, Frame frame) {
        return condition == null ? otherwise : condition.test(input, interpreter.variables(frame, Map.of()));
    }

    private JsonNode handle(Catch handler, JsonNode input, Frame frame, JsonNode error) {
        Frame seen = frame.with(handler.as(), error).inside(frame.prefix() + "/catch");
        return interpreter.tasks(handler.tasks(), input, seen);
    }
}
