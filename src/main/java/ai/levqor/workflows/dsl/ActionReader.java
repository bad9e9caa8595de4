package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Template;
import ai.levqor.workflows.dsl.Action.Catch;
import ai.levqor.workflows.dsl.Action.Retry;
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

    private final TaskReader tasks;

    ActionReader(TaskReader tasks) {
        this.tasks = tasks;
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
                loop.text("each", "item"),
                loop.text("at", "index"),
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
                        handler.text("as", "error"),
                        handler.expression("when"),
                        handler.expression("exceptWhen"),
                        handler.has("retry") ? retry(handler) : null,
                        handler.has("do") ? tasks.tasks(handler, "do") : List.of()));
        errors.end();
        handler.end();
        return action;
    }

    private static Retry retry(Fields handler) {
        Fields retry = handler.object("retry");
        Fields backoff = retry.object("backoff");
        Fields limit = retry.object("limit");
        Fields attempt = limit.object("attempt");
        Fields jitter = retry.object("jitter");
        attempt.unsupported("duration", "give the tasks a timeout");
        Retry.Backoff growth = Retry.Backoff.CONSTANT;
        for (Retry.Backoff one : Retry.Backoff.values()) {
            String name = one.name().toLowerCase(Locale.ROOT);
            if (backoff.has(name)) {
                backoff.take(name);
                growth = one;
            }
        }
        var read = new Retry(
                retry.expression("when"),
                retry.expression("exceptWhen"),
                or(retry.duration("delay"), Duration.ZERO),
                growth,
                attempt.number("count"),
                limit.duration("duration"),
                or(jitter.duration("from"), Duration.ZERO),
                or(jitter.duration("to"), Duration.ZERO));
        if (read.maxAttempts() == null && read.maxDuration() == null) {
            retry.wrong("needs limit.attempt.count or limit.duration, or it could go on for ever");
        }
        List.of(attempt, limit, backoff, jitter, retry).forEach(Fields::end);
        return read;
    }

    private Action raise(Fields fields) {
        Fields raise = fields.object("raise");
        JsonNode error = raise.take("error");
        if (!error.isObject() || !error.has("type") || !error.has("status")) {
            raise.wrong("error", "must be an object with type (a URI) and status (a number)");
        }
        raise.end();
        return new Action.Raise(required(raise, "error"));
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
        }
        Template arguments = fields.template("with");
        return new Action.CallWorker(
                function, arguments == null ? Template.of(JsonNodeFactory.instance.objectNode()) : arguments);
    }

    private static Action http(Fields with) {
        Template endpoint;
        if (with.json().path("endpoint").isObject()) {
            Fields object = with.object("endpoint");
            endpoint = required(object, "uri");
            object.unsupported("authentication", "put a header from a secret");
            object.end();
        } else {
            endpoint = required(with, "endpoint");
        }
        with.unsupported("redirect", "redirects are never followed");
        Action.CallHttp.Output output = switch (with.text("output", "content")) {
            case "content" -> Action.CallHttp.Output.CONTENT;
            case "response" -> Action.CallHttp.Output.RESPONSE;
            default -> {
                with.wrong("output", "must be content or response");
                yield Action.CallHttp.Output.CONTENT;
            }
        };
        return new Action.CallHttp(
                required(with, "method"),
                endpoint,
                with.template("headers"),
                with.template("query"),
                with.template("body"),
                output);
    }

    private Action emit(Fields fields) {
        Fields emit = fields.object("emit");
        Fields event = emit.object("event");
        JsonNode with = event.take("with");
        if (!with.isObject() || !with.has("type")) {
            event.wrong("with", "must be an object with at least a type");
        }
        var action = new Action.Emit(required(event, "with"));
        event.end();
        emit.end();
        return action;
    }

    private Action listen(Fields fields) {
        Fields listen = fields.object("listen");
        Fields to = listen.object("to");
        listen.unsupported("read", "the output is the events' data");
        fields.unsupported("foreach", "use for over the events");
        var filters = new ArrayList<Template>();
        if (to.has("one")) {
            filters.add(filter(to.object("one")));
        } else {
            String list = to.has("all") ? "all" : "any";
            to.list(list).forEach(one -> filters.add(filter(one)));
        }
        to.unsupported("until", "give the task a timeout");
        boolean all = to.has("all");
        to.end();
        listen.end();
        return new Action.Listen(filters, all);
    }

    private static Template filter(Fields filter) {
        filter.unsupported("correlate", "events are sent to one job, so they need no correlation");
        Template with = required(filter, "with");
        filter.end();
        return with;
    }

    private Action run(Fields fields) {
        Fields run = fields.object("run");
        for (String other : List.of("container", "script", "shell")) {
            run.unsupported(other, "this service runs no foreign code; call a worker");
        }
        Fields workflow = run.object("workflow");
        workflow.text("namespace", "default");
        String version = workflow.text("version", "latest");
        var action = new Action.Run(
                workflow.text("name"), version.equals("latest") ? null : version, workflow.template("input"));
        if (run.has("await") && !run.truth("await")) {
            run.wrong("await", "must be true: submit a job with call to run one on its own");
        }
        workflow.end();
        run.end();
        return action;
    }

    private static Template required(Fields fields, String name) {
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
