package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.workflows.dsl.Fields.Named;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads tasks: what they have in common here, what each does in {@link ActionReader}. */
final class TaskReader {
    /** Deeper nesting is a mistake, and would end in the stack. */
    private static final int MAX_DEPTH = 32;

    private static final Set<String> DIRECTIVES = Set.of(Task.CONTINUE, Task.EXIT, Task.END);

    private final Use use;
    private final Map<String, Function<Fields, Action>> actions;
    private final Map<String, Task> functions = new HashMap<>();
    private final Set<String> reading = new HashSet<>();
    private int depth;

    TaskReader(Use use) {
        this.use = use;
        actions = new ActionReader(this, use).table();
    }

    /** The task of {@code use.functions} that {@code caller} calls; null when it is wrong. Read once, however often it is called. */
    @Nullable
    Task function(Fields caller, String name) {
        Task known = functions.get(name);
        if (known != null) {
            return known;
        }
        if (!reading.add(name)) {
            caller.wrong("call", "\"" + name + "\" calls itself");
            return null;
        }
        Fields fields = use.function(name);
        depth++;
        Task task = null;
        if (depth > MAX_DEPTH) {
            caller.wrong("call", "is nested deeper than " + MAX_DEPTH + " levels");
        } else {
            task = task(new Named(name, fields));
            if (!task.then().equals(Task.CONTINUE)) {
                fields.wrong("then", "cannot be here: a function has no siblings");
            }
            functions.put(name, task);
        }
        depth--;
        reading.remove(name);
        return task;
    }

    /** The tasks of a list under {@code name}. */
    List<Task> tasks(Fields around, String name) {
        var tasks = new ArrayList<Task>();
        depth++;
        if (depth > MAX_DEPTH) {
            around.wrong(name, "is nested deeper than " + MAX_DEPTH + " levels");
        } else {
            for (Fields item : around.list(name)) {
                Named named = item.only("task");
                if (named != null) {
                    tasks.add(task(named));
                }
            }
        }
        depth--;
        check(around, name, tasks);
        return tasks;
    }

    private Task task(Named named) {
        Fields fields = named.fields();
        Fields input = fields.object("input");
        Fields output = fields.object("output");
        Fields export = fields.object("export");
        var task = new Task(
                named.name(),
                fields.pointer(),
                fields.json(),
                fields.expression("if"),
                input.shape("from"),
                output.shape("as"),
                export.shape("as"),
                new Task.Schemas(DataSchema.read(input), DataSchema.read(output), DataSchema.read(export)),
                use.timeout(fields),
                fields.text("then", Task.CONTINUE),
                action(fields));
        fields.take("metadata");
        List.of(input, output, export, fields).forEach(Fields::end);
        return task;
    }

    private Action action(Fields fields) {
        List<String> keywords =
                actions.keySet().stream().filter(fields::has).sorted().toList();
        // A loop's tasks stand under "do" beside its "for".
        List<String> own = keywords.size() > 1
                ? keywords.stream().filter(keyword -> !keyword.equals("do")).toList()
                : keywords;
        if (own.size() != 1) {
            fields.wrong("must have one of "
                    + String.join(", ", actions.keySet().stream().sorted().toList())
                    + (own.isEmpty() ? "" : ", not " + String.join(" and ", own)));
            own.forEach(fields::take);
            return new Action.Do(List.of());
        }
        return Objects.requireNonNull(actions.get(own.getFirst())).apply(fields);
    }

    /** Names must be unique, and what follows must be there. */
    private static void check(Fields around, String list, List<Task> tasks) {
        Set<String> names = new HashSet<>();
        for (Task task : tasks) {
            if (!names.add(task.name())) {
                around.wrong(list, "has two tasks named \"" + task.name() + "\"");
            }
        }
        for (Task task : tasks) {
            follows(around, list, names, task, task.then());
            if (task.action() instanceof Action.Switch choice) {
                choice.cases().forEach(one -> follows(around, list, names, task, one.then()));
            }
        }
    }

    private static void follows(Fields around, String list, Set<String> names, Task task, String then) {
        if (!DIRECTIVES.contains(then) && !names.contains(then)) {
            around.wrong(
                    list,
                    "\"" + task.name() + "\" goes on to \"" + then
                            + "\", which is no task beside it; there are continue, exit, end and "
                            + String.join(", ", names.stream().sorted().toList()));
        }
    }

    /** An expression that the language demands; one that holds nothing where it is missing. */
    static Expression required(Fields fields, String name) {
        @Nullable Expression expression = fields.expression(name);
        if (expression == null && !fields.has(name)) {
            fields.wrong(name, "is missing; it must be an expression");
        }
        return expression == null ? Expression.parse(".") : expression;
    }
}
