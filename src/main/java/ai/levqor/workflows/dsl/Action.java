package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task does. */
public sealed interface Action {
    /** Every {@link #keyword}, so that what is counted by it can be there before the first task runs. */
    List<String> KEYWORDS =
            List.of("set", "do", "switch", "for", "fork", "try", "raise", "wait", "call", "emit", "listen", "run");

    /** The word that a definition says it with, for histories and diagrams. */
    String keyword();

    /** Whether anybody outside of the run sees what it does or says what it is given; not what tasks inside it do. */
    default boolean reachesOut() {
        return switch (this) {
            case Set _, Do _, Switch _, For _, Fork _, Try _, Raise _, Wait _, Run _ -> false;
            case CallHttp _, CallWorker _, CallFunction _, CallTask _, Emit _, Listen _ -> true;
        };
    }

    /** Whether it is one call of something outside, which may have a price. */
    default boolean calls() {
        return this instanceof CallHttp || this instanceof CallWorker || this instanceof CallFunction;
    }

    /** Shapes data. */
    record Set(Template value) implements Action {
        @Override
        public String keyword() {
            return "set";
        }
    }

    /** Runs tasks one after the other. */
    record Do(List<Task> tasks) implements Action {
        @Override
        public String keyword() {
            return "do";
        }
    }

    /** Chooses what follows. */
    record Switch(List<Case> cases) implements Action {
        @Override
        public String keyword() {
            return "switch";
        }

        /** Goes to {@code then} when {@code when} holds; null holds always. */
        public record Case(String name, @Nullable Expression when, String then) {}
    }

    /** Runs tasks for each item of {@code in}, while {@code condition} holds. */
    record For(
            String each, String at, Expression in, @Nullable Expression condition, List<Task> tasks) implements Action {
        @Override
        public String keyword() {
            return "for";
        }
    }

    /** Runs its branches side by side: all of them, or, competing, until the first is done. */
    record Fork(List<Task> branches, boolean compete) implements Action {
        @Override
        public String keyword() {
            return "fork";
        }
    }

    /** Runs tasks and deals with what they raise. */
    record Try(List<Task> tasks, Catch handler) implements Action {
        @Override
        public String keyword() {
            return "try";
        }
    }

    /**
     * What a {@link Try} does about an error.
     *
     * @param error members that the error must have; null matches all
     * @param as the variable that holds it
     * @param retry tries again before {@code tasks} run
     */
    record Catch(
            @Nullable Template error,
            String as,
            @Nullable Expression when,
            @Nullable Expression exceptWhen,
            @Nullable Retry retry,
            List<Task> tasks) {}

    /** How to try again. */
    record Retry(
            @Nullable Expression when,
            @Nullable Expression exceptWhen,
            Duration delay,
            Backoff backoff,
            @Nullable Integer maxAttempts,
            @Nullable Duration maxDuration,
            Duration jitterFrom,
            Duration jitterTo) {
        /** How the delay grows from attempt to attempt. */
        public enum Backoff {
            /** Always the same. */
            CONSTANT,
            /** Doubles. */
            EXPONENTIAL,
            /** Grows by the delay. */
            LINEAR
        }

        /** The wait before attempt {@code attempt}, from 2, without jitter; at most a day. */
        public Duration before(int attempt) {
            long factor = switch (backoff) {
                case CONSTANT -> 1;
                case LINEAR -> attempt - 1L;
                case EXPONENTIAL -> 1L << Math.min(30, attempt - 2);
            };
            Duration wait = delay.multipliedBy(factor);
            return wait.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : wait;
        }

        private static final Duration MAX_DELAY = Duration.ofDays(1);
    }

    /** Raises an error: {@code {type, status, title?, detail?}}. */
    record Raise(Template error) implements Action {
        @Override
        public String keyword() {
            return "raise";
        }
    }

    /** Waits, as a row in the database. */
    record Wait(Duration time) implements Action {
        @Override
        public String keyword() {
            return "wait";
        }
    }

    /** Calls a URL. */
    record CallHttp(
            Template method,
            Template endpoint,
            @Nullable Template headers,
            @Nullable Template query,
            @Nullable Template body,
            Output output,
            @Nullable Authentication authentication)
            implements Action {
        /** What of the answer is the task's output. */
        public enum Output {
            /** The body, read by its type. */
            CONTENT,
            /** Status, headers and body. */
            RESPONSE
        }

        @Override
        public String keyword() {
            return "call";
        }
    }

    /** Calls a worker on the event bus. */
    record CallWorker(String worker, Template arguments) implements Action {
        @Override
        public String keyword() {
            return "call";
        }
    }

    /** Calls a function of the service, such as {@code ai.chat} or {@code slack.post_message}. */
    record CallFunction(String function, Template arguments) implements Action {
        @Override
        public String keyword() {
            return "call";
        }
    }

    /** Runs a task of {@code use.functions}, whose input is {@code arguments}. */
    record CallTask(String function, Task task, Template arguments) implements Action {
        @Override
        public String keyword() {
            return "call";
        }
    }

    /** Publishes an event. */
    record Emit(Template event) implements Action {
        @Override
        public String keyword() {
            return "emit";
        }
    }

    /** Waits for events, sent to the job or published: one, any of, or all of {@code filters}. */
    record Listen(List<EventFilter> filters, boolean all, Read read) implements Action {
        /** What of an event the output has. */
        public enum Read {
            /** What it says. */
            DATA,
            /** All of it. */
            ENVELOPE
        }

        @Override
        public String keyword() {
            return "listen";
        }
    }

    /** Runs another workflow as a part of this one; a null version is the newest. */
    record Run(
            String namespace,
            String workflow,
            @Nullable String version,
            @Nullable Template input) implements Action {
        @Override
        public String keyword() {
            return "run";
        }
    }
}
