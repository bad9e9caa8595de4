package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import ai.levqor.workflows.dsl.Action.Catch;
import ai.levqor.workflows.dsl.Fields.Named;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a task does, by its keyword. What the language has and this service does not run is refused by name. */
final class ActionReader {
    private static final Set<String> OTHER_CALLS = Set.of("grpc", "openapi", "asyncapi", "a2a", "mcp");

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private final TaskReader tasks;
    private final Use use;

    ActionReader(TaskReader tasks, Use use) {
        this.tasks = tasks;
        this.use = use;
    }

    Map<String, Function<Fields, Action>> table() {
        return Map.ofEntries(
                Map.entry("set", this::set),
                Map.entry("do", fields -> new Action.Do(tasks.tasks(fields, "do"))),
                Map.entry("switch", this::choice),
                Map.entry("for", this::loop),
                Map.entry("fork", this::fork),
                Map.entry("try", this::attempt),
                Map.entry("raise", this::raise),
                Map.entry("wait", this::pause),
                Map.entry("call", this::call),
                Map.entry("emit", this::emit),
                Map.entry("listen", this::listen),
                Map.entry("run", this::run));
    }

    private Action set(Fields fields) {
        JsonNode value = fields.take("set");
        if (!value.isObject() && !(value.isTextual() && Expression.is(value.textValue()))) {
            fields.wrong("set", "must be an object, or an expression such as ${ .items }");
        }
        return new Action.Set(required(fields, "set"));
    }

    private Action choice(Fields fields) {
        var cases = new ArrayList<Action.Switch.Case>();
        for (Fields item : fields.list("switch")) {
            Named one = item.only("case");
            if (one != null) {
                cases.add(new Action.Switch.Case(
                        one.name(),
                        one.fields().expression("when"),
                        one.fields().text("then", Task.CONTINUE)));
                one.fields().end();
            }
        }
        return new Action.Switch(cases);
    }

    private Action loop(Fields fields) {
        Fields loop = fields.object("for");
        var action = new Action.For(
                loop.variable("each", "item"),
                loop.variable("at", "index"),
                TaskReader.required(loop, "in"),
                fields.expression("while"),
                tasks.tasks(fields, "do"));
        loop.end();
        return action;
    }

    private Action fork(Fields fields) {
        Fields fork = fields.object("fork");
        var action = new Action.Fork(tasks.tasks(fork, "branches"), fork.truth("compete"));
        for (Task branch : action.branches()) {
            if (!branch.then().equals(Task.CONTINUE)) {
                fork.wrong("branches", "\"" + branch.name() + "\" cannot have a then: branches have no order");
            }
        }
        fork.end();
        return action;
    }

    private Action attempt(Fields fields) {
        List<Task> tried = tasks.tasks(fields, "try");
        Fields handler = fields.object("catch");
        Fields errors = handler.object("errors");
        var action = new Action.Try(
                tried,
                new Catch(
                        errors.template("with"),
                        handler.variable("as", "error"),
                        handler.expression("when"),
                        handler.expression("exceptWhen"),
                        use.retry(handler),
                        handler.has("do") ? tasks.tasks(handler, "do") : List.of()));
        errors.end();
        handler.end();
        return action;
    }

    private Action raise(Fields fields) {
        Fields raise = fields.object("raise");
        var action = new Action.Raise(use.error(raise));
        raise.end();
        return action;
    }

    private Action pause(Fields fields) {
        Duration time = fields.duration("wait");
        return new Action.Wait(or(time, Duration.ZERO));
    }

    private Action call(Fields fields) {
        String function = fields.text("call");
        if (function.equals("http")) {
            Fields with = fields.object("with");
            Action call = http(with);
            with.end();
            return call;
        }
        if (OTHER_CALLS.contains(function)) {
            fields.wrong("call", function + " is not supported; there are http and the workers on the event bus");
        } else if (function.contains("@") || function.contains("://")) {
            fields.wrong("call", "must be the name of a function; write those of catalogs under use.functions");
        }
        Template given = fields.template("with");
        Template arguments = given == null ? Template.of(JsonNodeFactory.instance.objectNode()) : given;
        if (use.hasFunction(function)) {
            Task task = tasks.function(fields, function);
            return task == null ? new Action.Do(List.of()) : new Action.CallTask(function, task, arguments);
        }
        String refusal = use.surroundings().refusal(function);
        if (refusal != null) {
            fields.wrong("call", refusal);
        } else {
            Fields with = fields.object("with"); // told when it is no object
            use.surroundings().mistakes(function, with.json()).forEach(one -> with.wrong(one.name(), one.message()));
        }
        return use.surroundings().isFunction(function)
                ? new Action.CallFunction(function, arguments)
                : new Action.CallWorker(function, arguments);
    }

    private Action http(Fields with) {
        Template endpoint;
        Authentication authentication = null;
        if (with.json().path("endpoint").isObject()) {
            Fields object = with.object("endpoint");
            endpoint = Endpoints.read(object, "uri");
            authentication = use.authentication(object);
            object.end();
        } else {
            endpoint = Endpoints.read(with, "endpoint");
        }
        String method = with.take("method").asText();
        if (!method.isEmpty() && !Expression.is(method) && !METHODS.contains(method.toUpperCase(Locale.ROOT))) {
            with.wrong("method", "must be one of " + String.join(", ", METHODS));
        }
        if (with.truth("redirect")) {
            with.wrong("redirect", "is not supported: redirects are never followed");
        }
        Action.CallHttp.Output output = Action.CallHttp.Output.CONTENT;
        switch (with.text("output", "content")) {
            case "content" -> {}
            case "response" -> output = Action.CallHttp.Output.RESPONSE;
            default -> with.wrong("output", "must be content or response; raw is not supported");
        }
        return new Action.CallHttp(
                required(with, "method"),
                endpoint,
                with.template("headers"),
                with.template("query"),
                with.template("body"),
                output,
                authentication);
    }

    private Action emit(Fields fields) {
        Fields emit = fields.object("emit");
        Fields event = emit.object("event");
        JsonNode with = event.take("with");
        if (!with.isObject()
                || !with.path("type").isTextual()
                || with.path("type").textValue().isBlank()) {
            event.wrong("with", "must be an object with at least a type");
        }
        String source = Fields.uriProblem(with.path("source"));
        if (source != null) {
            event.wrong("with", "has a source that " + source);
        }
        var action = new Action.Emit(required(event, "with"));
        event.end();
        emit.end();
        return action;
    }

    private Action listen(Fields fields) {
        Fields listen = fields.object("listen");
        fields.unsupported("foreach", "use for over the events");
        Action.Listen.Read read = Action.Listen.Read.DATA;
        String wanted = listen.text("read", "data");
        if (wanted.equals("data")) {
            read = Action.Listen.Read.DATA;
        } else if (wanted.equals("envelope")) {
            read = Action.Listen.Read.ENVELOPE;
        } else {
            listen.wrong("read", "must be data or envelope; raw is not supported");
        }
        var action = EventReader.listen(listen, read);
        listen.end();
        return action;
    }

    private Action run(Fields fields) {
        Fields run = fields.object("run");
        for (String other : List.of("container", "script", "shell")) {
            run.unsupported(other, "this service runs no foreign code; call a worker");
        }
        Fields workflow = run.object("workflow");
        String version = workflow.text("version", "latest");
        var action = new Action.Run(
                workflow.text("namespace"),
                workflow.text("name"),
                version.equals("latest") ? null : version,
                workflow.template("input"));
        run.unsupported("return", "the output is the workflow's");
        if (run.has("await") && !run.truth("await")) {
            run.wrong("await", "must be true: submit a job with call to run one on its own");
        }
        workflow.end();
        run.end();
        return action;
    }

    static Template required(Fields fields, String name) {
        Template template = fields.template(name);
        if (template == null && !fields.has(name)) {
            fields.wrong(name, "is missing");
        }
        return template == null ? Template.of(JsonNodeFactory.instance.nullNode()) : template;
    }

    private static Duration or(@Nullable Duration duration, Duration otherwise) {
        return duration == null ? otherwise : duration;
    }
}
