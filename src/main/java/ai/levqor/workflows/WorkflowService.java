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
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The definitions. */
final class WorkflowService {
    private final WorkflowRepository workflows;
    private final Library library;
    private final Starts starts;
    private final Surroundings surroundings;
    private final Consumer<String> onChange;
    private final InstantSource clock;

    WorkflowService(
            WorkflowRepository workflows,
            Library library,
            Starts starts,
            Surroundings surroundings,
            Consumer<String> onChange,
            InstantSource clock) {
        this.workflows = workflows;
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
}
