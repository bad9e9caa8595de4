package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.Definitions;
import ai.levqor.workflows.dsl.Surroundings;
import ai.levqor.workflows.run.Entry;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Definitions, and what is to be seen of their runs. */
final class WorkflowService {
    private final WorkflowRepository workflows;
    private final RunRepository runs;
    private final Library library;
    private final Starts starts;
    private final Surroundings surroundings;
    private final Consumer<String> onChange;
    private final InstantSource clock;

    WorkflowService(
            WorkflowRepository workflows,
            RunRepository runs,
            Library library,
            Starts starts,
            Surroundings surroundings,
            Consumer<String> onChange,
            InstantSource clock) {
        this.workflows = workflows;
        this.runs = runs;
        this.library = library;
        this.starts = starts;
        this.surroundings = surroundings;
        this.onChange = onChange;
        this.clock = clock;
    }

    Reply create(Request request) {
        Definition definition = read(request.text("source"));
        var stored = new Stored(
                definition.name(),
                definition.version(),
                definition.title(),
                definition.source(),
                clock.millis(),
                request.caller().id());
        if (!await(workflows.add(stored))) {
            Stored existing = stored(definition.name(), definition.version());
            if (!existing.source().equals(stored.source())) {
                throw new Failure(
                        Code.CONFLICT,
                        "Version " + stored.version() + " of " + stored.name()
                                + " exists with another text; give the new one another version.");
            }
            return existing::json; // the same once more changes nothing
        }
        await(starts.sync(stored.name()));
        onChange.accept(stored.name());
        return stored::json;
    }

    private Definition read(String source) {
        try {
            return Definitions.read(source, surroundings);
        } catch (DefinitionException e) {
            throw new Failure(
                    Code.INVALID_REQUEST,
                    e.problems().getFirst().toString(),
                    "source",
                    new JsonObject().put("problems", problems(e)));
        }
    }

    Reply validate(Request request) {
        try {
            Definition definition = Definitions.read(request.text("source"), surroundings);
            return () -> new JsonObject()
                    .put("valid", true)
                    .put("name", definition.name())
                    .put("version", definition.version())
                    .put("problems", new JsonArray());
        } catch (DefinitionException e) {
            return () -> new JsonObject().put("valid", false).put("problems", problems(e));
        }
    }

    private static JsonArray problems(DefinitionException e) {
        return new JsonArray(e.problems().stream()
                .map(problem -> new JsonObject()
                        .put("line", problem.line())
                        .put("path", problem.path())
                        .put("message", problem.message()))
                .toList());
    }

    Reply list(Page page) {
        List<Stored> found = await(workflows.newest(page.after(), page.fetch()));
        return page.reply("workflows", found, Stored::json, Stored::name);
    }

    Reply get(Request request) {
        Stored stored = stored(request.text("name"), request.input().getString("version"));
        return () -> stored.json().put("source", stored.source());
    }

    private Stored stored(String name, @Nullable String version) {
        return await(workflows.find(name, version)).orElseThrow(() -> notFound(name, version));
    }

    private static Failure notFound(String name, @Nullable String version) {
        return new Failure(
                Code.NOT_FOUND,
                "There is no workflow \"" + name + "\"" + (version == null ? "." : " of version " + version + "."));
    }

    Reply versions(Request request) {
        String name = request.text("name");
        List<Stored> versions = await(workflows.versions(name));
        if (versions.isEmpty()) {
            throw notFound(name, null);
        }
        return () -> new JsonObject()
                .put(
                        "versions",
                        new JsonArray(versions.stream().map(Stored::json).toList()));
    }

    Reply diagram(Request request) {
        String name = request.text("name");
        String version = request.input().getString("version");
        Definition definition = library.find(name, version);
        if (definition == null) {
            throw notFound(name, version);
        }
        return () -> new JsonObject()
                .put("name", definition.name())
                .put("version", definition.version())
                .put("mermaid", Mermaid.of(definition));
    }

    Reply delete(Request request) {
        String name = request.text("name");
        String version = request.text("version");
        stored(name, version);
        if (!await(workflows.delete(name, version))) {
            throw new Failure(
                    Code.CONFLICT, "Jobs have run version " + version + " of " + name + "; it is kept with them.");
        }
        await(starts.sync(name));
        onChange.accept(name);
        return Reply.OK;
    }

    Reply steps(Request request) {
        List<Entry> steps = await(runs.steps(job(request), MAX_STEPS_SHOWN));
        Map<String, Long> costs = await(runs.costs(job(request)));
        return () -> new JsonObject()
                .put(
                        "steps",
                        new JsonArray(steps.stream()
                                .map(entry -> priced(json(entry), costs.get(entry.step())))
                                .toList()));
    }

    private static JsonObject priced(JsonObject step, @Nullable Long cost) {
        return cost == null ? step : step.put("cost", cost);
    }

    private static final int MAX_STEPS_SHOWN = 1_000;

    private static JsonObject json(Entry entry) {
        return new JsonObject()
                .put("step", entry.step())
                .put("name", entry.name())
                .put("kind", entry.kind())
                .put("state", entry.state().name().toLowerCase(Locale.ROOT))
                .put("input", value(entry.input()))
                .put("output", value(entry.output()))
                .put("error", value(entry.error()))
                .put("attempts", entry.attempts())
                .put("due_at", seconds(entry.dueAt()))
                .put("started_at", seconds(entry.startedAt()))
                .put("ended_at", seconds(entry.endedAt()));
    }

    private static @Nullable Object value(@Nullable JsonNode json) {
        return json == null ? null : new JsonObject("{\"v\":" + json + "}").getValue("v");
    }

    private static @Nullable Double seconds(@Nullable Long millis) {
        return millis == null || millis == Long.MAX_VALUE ? null : Double.valueOf(millis / 1000.0);
    }

    Reply signal(Request request) {
        JsonObject input = request.input();
        return send(
                job(request),
                Optional.ofNullable(input.getString("id"))
                        .orElseGet(() -> UUID.randomUUID().toString()),
                request.text("type"),
                input.getValue("data"));
    }

    /** An approval or its refusal is an event of a type of its own. */
    Reply decide(Request request, boolean approved) {
        var data = new JsonObject()
                .put("approved", approved)
                .put("by", request.caller().id())
                .put("comment", request.input().getString("comment"));
        return send(job(request), UUID.randomUUID().toString(), "approval", data);
    }

    private Reply send(UUID job, String id, String type, @Nullable Object data) {
        var event = new JsonObject().put("id", id).put("type", type).put("data", data);
        if (!await(runs.signal(job, id, event.encode(), clock.millis()))) {
            throw new Failure(Code.NOT_FOUND, "No job with this id waits or runs.");
        }
        onChange.accept("");
        return () -> new JsonObject().put("job_id", job.toString()).put("event_id", id);
    }

    private static UUID job(Request request) {
        try {
            return UUID.fromString(request.text("job_id"));
        } catch (IllegalArgumentException e) {
            throw new Failure(Code.NOT_FOUND, "There is no job with this id.");
        }
    }
}
