package ai.levqor.workflows.run;

import ai.levqor.expressions.ExpressionException;
import ai.levqor.expressions.Template;
import ai.levqor.workflows.dsl.DataSchema;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.Task;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a run: walks the tasks from the start, passes over what the journal says is done, and keeps what it
 * does itself. Deterministic given the journal, so that every attempt comes by the same way.
 */
public final class Interpreter {
    /** Steps of one run; more is a loop without an end. */
    static final int MAX_STEPS = 20_000;

    private final Journal journal;
    private final InstantSource clock;
    private final Effects effects;
    private final Actions actions;
    private final Map<String, Integer> visits = new ConcurrentHashMap<>();
    private final AtomicInteger steps = new AtomicInteger();

    /** An attempt that starts from {@code journal}. */
    public Interpreter(Journal journal, Effects effects, InstantSource clock) {
        this.journal = journal;
        this.clock = clock;
        this.effects = effects;
        this.actions = new Actions(this, effects, clock);
    }

    /**
     * Runs to the end and answers the output.
     *
     * @throws Suspended when it waits
     * @throws WorkflowError when an error was not caught
     */
    public JsonNode run(Definition definition, String id, long startedAt, JsonNode input) {
        var scope = new Scope(definition, id, startedAt, input);
        var frame = new Frame(scope, "", Map.of(), Long.MAX_VALUE, new Race(null));
        return run(definition, input, frame, startedAt);
    }

    /** Runs a definition inside of another one. */
    JsonNode nested(Definition definition, JsonNode input, Frame frame, long startedAt) {
        return run(definition, input, frame.into(frame.scope().nested(definition, startedAt, input)), startedAt);
    }

    private JsonNode run(Definition definition, JsonNode input, Frame frame, long startedAt) {
        Frame inside = frame.with("secrets", secrets(definition.secrets()));
        if (definition.timeout() != null) {
            inside = inside.until(startedAt + definition.timeout().toMillis());
        }
        fits(definition.inputSchema(), input, "input");
        JsonNode given = evaluate(definition.inputFrom(), input, inside, Map.of());
        JsonNode output;
        try {
            output = tasks(definition.tasks(), given, inside);
        } catch (Ended ended) {
            output = ended.output;
        }
        JsonNode result = evaluate(definition.outputAs(), output, inside, Map.of());
        fits(definition.outputSchema(), result, "output");
        return result;
    }

    private JsonNode secrets(List<String> names) {
        ObjectNode secrets = JsonNodeFactory.instance.objectNode();
        names.forEach(name -> secrets.set(name, effects.secret(name)));
        return secrets;
    }

    private static void fits(@Nullable DataSchema schema, JsonNode data, String what) {
        String problem = schema == null ? null : schema.problem(data);
        if (problem != null) {
            throw WorkflowError.of("validation", 400, "the " + what + " does not fit its schema", problem);
        }
    }

    /** Runs siblings one after the other. */
    JsonNode tasks(List<Task> tasks, JsonNode input, Frame frame) {
        JsonNode data = input;
        int at = 0;
        while (at < tasks.size()) {
            Followed followed = task(tasks.get(at), data, frame);
            data = followed.output();
            switch (followed.next()) {
                case Task.CONTINUE -> at++;
                case Task.EXIT -> {
                    return data;
                }
                case Task.END -> throw new Ended(data);
                default -> at = indexOf(tasks, followed.next());
            }
        }
        return data;
    }

    private static int indexOf(List<Task> tasks, String name) {
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException("no task " + name); // the reader has checked
    }

    /** Runs one task, unless it is done. */
    Followed task(Task task, JsonNode raw, Frame around) {
        String step = step(task, around);
        Entry known = journal.find(step);
        if (known != null && known.done()) {
            if (known.context() != null) {
                around.scope().export(known.context());
            }
            return new Followed(json(known.output()), next(known));
        }
        check(task, around);
        long started = known == null ? clock.millis() : known.startedAt();
        var progress = new Progress(journal, task, step, known, started, clock);
        JsonNode input = raw;
        try {
            if (task.condition() != null && !task.condition().test(raw, variables(around, Map.of()))) {
                progress.skipped(raw);
                return new Followed(raw, Task.CONTINUE);
            }
            fits(task.schemas().input(), raw, "input");
            input = evaluate(task.inputFrom(), raw, around, Map.of());
            return act(task, input, around, progress);
        } catch (ExpressionException e) {
            WorkflowError error = WorkflowError.of("expression", 400, "an expression failed", e.getMessage())
                    .at(task.pointer());
            progress.failed(input, error);
            throw error;
        } catch (WorkflowError e) {
            WorkflowError error = e.at(task.pointer());
            progress.failed(input, error);
            throw error;
        }
    }

    private Followed act(Task task, JsonNode input, Frame around, Progress progress) {
        Frame frame = around.inside(progress.step())
                .with("input", input)
                .with("task", around.scope().describe(task, input, progress.startedAt()));
        if (task.timeout() != null) {
            progress.begun(input);
            frame = frame.until(progress.startedAt() + task.timeout().toMillis());
        }
        if (task.action().reachesOut()) {
            journal.settle();
        }
        progress.started(input);
        Actions.Result result;
        try {
            result = actions.run(task, input, frame, progress);
        } catch (Suspended waits) {
            if (task.action().calls()) {
                progress.waiting(input, waits.until()); // for money: shown as what holds the run
            }
            throw waits;
        }
        JsonNode output = evaluate(task.outputAs(), result.output(), frame, Map.of("output", result.output()));
        fits(task.schemas().output(), output, "output");
        JsonNode exported = null;
        if (task.exportAs() != null) {
            exported = evaluate(task.exportAs(), output, frame, Map.of("output", output));
            fits(task.schemas().export(), exported, "exported context");
            around.scope().export(exported);
        }
        String next = result.next() == null ? task.then() : result.next();
        progress.done(input, output, exported, next);
        return new Followed(output, next);
    }

    /** The same task comes again when a {@code then} goes back: its turns are told apart by number. */
    private String step(Task task, Frame frame) {
        String step = frame.prefix() + "/" + escaped(task);
        int visit = visits.merge(step, 1, Integer::sum);
        return visit == 1 ? step : step + "@" + visit;
    }

    /** A branch has no part in the run any more. */
    void cancel(Task branch, Frame fork) {
        journal.cancel(fork.prefix() + "/" + escaped(branch), clock.millis());
    }

    private static String escaped(Task task) {
        return task.name().replace("~", "~0").replace("/", "~1");
    }

    private void check(Task task, Frame frame) {
        if (frame.race().over()) {
            throw new Cancelled();
        }
        if (steps.incrementAndGet() > MAX_STEPS) {
            throw WorkflowError.of("runtime", 500, "too many steps", "a run has at most " + MAX_STEPS)
                    .at(task.pointer());
        }
        if (clock.millis() >= frame.deadline()) {
            throw WorkflowError.timeout("before it began").at(task.pointer());
        }
    }

    /** A template's value, or the data as it is where there is none. */
    JsonNode evaluate(@Nullable Template template, JsonNode data, Frame frame, Map<String, JsonNode> more) {
        return template == null ? data : template.evaluate(data, variables(frame, more));
    }

    Map<String, JsonNode> variables(Frame frame, Map<String, JsonNode> more) {
        Map<String, JsonNode> all = new HashMap<>(frame.variables());
        frame.scope().into(all);
        all.putAll(more);
        return all;
    }

    /** Nothing to do until {@code due}, or until the surroundings' time is up, which then is an error. */
    Suspended suspended(long due, Frame frame, String reason) {
        if (clock.millis() >= frame.deadline()) {
            throw WorkflowError.timeout("while it waited");
        }
        return new Suspended(Math.min(due, frame.deadline()), reason);
    }

    /** How long until {@code frame} is too late; null when it never is. */
    @Nullable
    Duration left(Frame frame) {
        return frame.deadline() == Long.MAX_VALUE
                ? null
                : Duration.ofMillis(Math.max(1, frame.deadline() - clock.millis()));
    }

    private static JsonNode json(@Nullable JsonNode node) {
        return node == null ? JsonNodeFactory.instance.nullNode() : node;
    }

    private static String next(Entry entry) {
        return entry.next() == null ? Task.CONTINUE : entry.next();
    }

    /** A task's output and what comes after it. */
    record Followed(JsonNode output, String next) {}

    /** A task said {@code then: end}. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient JsonNode output;

        Ended(JsonNode output) {
            super(null, null, false, false);
            this.output = output;
        }
    }

    /** Another branch has won. */
    static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Cancelled() {
            super("another branch was first", null, false, false);
        }
    }
}
