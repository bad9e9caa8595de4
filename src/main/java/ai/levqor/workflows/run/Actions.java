package ai.levqor.workflows.run;

import ai.levqor.workflows.dsl.Action;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.Task;
import ai.levqor.workflows.run.Effects.HttpCall;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What each kind of task does. */
final class Actions {
    private static final int MAX_ITEMS = 10_000;

    private final Interpreter interpreter;
    private final Effects effects;
    private final InstantSource clock;

    Actions(Interpreter interpreter, Effects effects, InstantSource clock) {
        this.interpreter = interpreter;
        this.effects = effects;
        this.clock = clock;
    }

    Result run(Task task, JsonNode input, Frame frame, Progress progress) {
        return switch (task.action()) {
            case Action.Set set -> new Result(interpreter.evaluate(set.value(), input, frame, Map.of()));
            case Action.Do group -> new Result(interpreter.tasks(group.tasks(), input, frame));
            case Action.Switch choice -> choose(choice, input, frame);
            case Action.For loop -> new Result(loop(loop, input, frame));
            case Action.Fork fork -> new Result(new Branches(interpreter, effects).run(fork, input, frame));
            case Action.Try attempt ->
                new Result(new Attempts(interpreter, clock).run(attempt, input, frame, progress));
            case Action.Raise raise ->
                throw WorkflowError.of(interpreter.evaluate(raise.error(), input, frame, Map.of()));
            case Action.Wait pause -> waitFor(pause, input, frame, progress);
            case Action.CallHttp call ->
                new Result(effects.http(http(call, input, frame), progress.step(), interpreter.left(frame)));
            case Action.CallWorker call ->
                new Result(effects.worker(
                        call.worker(),
                        interpreter.evaluate(call.arguments(), input, frame, Map.of()),
                        progress.step(),
                        interpreter.left(frame)));
            case Action.CallFunction call ->
                new Result(effects.function(
                        call.function(),
                        interpreter.evaluate(call.arguments(), input, frame, Map.of()),
                        progress.step(),
                        interpreter.left(frame)));
            case Action.CallTask call ->
                new Result(interpreter
                        .task(call.task(), interpreter.evaluate(call.arguments(), input, frame, Map.of()), frame)
                        .output());
            case Action.Emit emit -> emit(emit, input, frame, progress);
            case Action.Listen listen ->
                new Result(new Listening(interpreter, effects).run(listen, input, frame, progress));
            case Action.Run run -> new Result(nested(run, input, frame, progress));
        };
    }

    private Result choose(Action.Switch choice, JsonNode input, Frame frame) {
        for (Action.Switch.Case one : choice.cases()) {
            if (one.when() == null || one.when().test(input, interpreter.variables(frame, Map.of()))) {
                return new Result(input, one.then());
            }
        }
        return new Result(input);
    }

    private JsonNode loop(Action.For loop, JsonNode input, Frame frame) {
        JsonNode items = interpreter.evaluate(loop.in(), input, frame, Map.of());
        if (!items.isArray() || items.size() > MAX_ITEMS) {
            throw WorkflowError.of(
                    "expression",
                    400,
                    "for.in is no list of at most " + MAX_ITEMS + " items",
                    loop.in().toString());
        }
        JsonNode data = input;
        for (int i = 0; i < items.size(); i++) {
            Frame turn = frame.inside(frame.prefix() + "#" + i)
                    .with(loop.each(), items.get(i))
                    .with(loop.at(), JsonNodeFactory.instance.numberNode(i));
            if (loop.condition() != null && !loop.condition().test(data, interpreter.variables(turn, Map.of()))) {
                break;
            }
            data = interpreter.tasks(loop.tasks(), data, turn);
        }
        return data;
    }

    private Result waitFor(Action.Wait pause, JsonNode input, Frame frame, Progress progress) {
        Entry last = progress.last();
        Long due = last == null ? null : last.dueAt();
        if (due == null) {
            due = progress.startedAt() + pause.time().toMillis();
            if (due > clock.millis()) {
                progress.waiting(input, due);
            }
        }
        if (due > clock.millis()) {
            throw interpreter.suspended(due, frame, "It waits, as its workflow says.");
        }
        return new Result(input);
    }

    private HttpCall http(Action.CallHttp call, JsonNode input, Frame frame) {
        String url =
                interpreter.evaluate(call.endpoint(), input, frame, Map.of()).asText();
        JsonNode body = call.body() == null ? null : interpreter.evaluate(call.body(), input, frame, Map.of());
        Map<String, String> query =
                texts(call.query() == null ? null : interpreter.evaluate(call.query(), input, frame, Map.of()));
        if (!query.isEmpty()) {
            var pairs = new StringJoiner("&", url.contains("?") ? "&" : "?", "");
            query.forEach((name, value) -> pairs.add(encode(name) + "=" + encode(value)));
            url += pairs;
        }
        Map<String, String> headers =
                texts(call.headers() == null ? null : interpreter.evaluate(call.headers(), input, frame, Map.of()));
        if (call.authentication() != null) {
            headers.put("Authorization", call.authentication().header(input, interpreter.variables(frame, Map.of())));
        }
        return new HttpCall(
                interpreter.evaluate(call.method(), input, frame, Map.of()).asText(),
                url,
                headers,
                body,
                call.output());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, String> texts(@Nullable JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (object != null) {
            object.properties()
                    .forEach(member ->
                            texts.put(member.getKey(), member.getValue().asText()));
        }
        return texts;
    }

    private Result emit(Action.Emit emit, JsonNode input, Frame frame, Progress progress) {
        JsonNode event = interpreter.evaluate(emit.event(), input, frame, Map.of());
        effects.emit(event, progress.step());
        return new Result(input);
    }

    /** The version is kept with the first entry, so that a newer one cannot slip under a run that has begun. */
    private JsonNode nested(Action.Run run, JsonNode input, Frame frame, Progress progress) {
        Entry last = progress.last();
        String kept = last == null || last.output() == null
                ? null
                : last.output().path("version").asText(null);
        Definition definition = effects.definition(run.workflow(), kept == null ? run.version() : kept);
        if (!definition.namespace().equals(run.namespace())) {
            throw WorkflowError.of(
                    "configuration",
                    404,
                    "there is no such workflow",
                    run.workflow() + " is in the namespace " + definition.namespace() + ", not " + run.namespace());
        }
        if (kept == null) {
            progress.running(input, JsonNodeFactory.instance.objectNode().put("version", definition.version()));
        }
        JsonNode given = interpreter.evaluate(run.input(), input, frame, Map.of());
        return interpreter.nested(definition, given, frame, progress.startedAt());
    }

    /** What an action gives; a null next is what its task says. */
    record Result(JsonNode output, @Nullable String next) {
        Result(JsonNode output) {
            this(output, null);
        }
    }
}
