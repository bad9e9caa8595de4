package ai.levqor.workflows.run;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.Task;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** What the tasks of one workflow share, and one that it runs does not see: its description and its context. */
final class Scope {
    /** {@code $runtime}. */
    private static final JsonNode RUNTIME = JsonNodeFactory.instance
            .objectNode()
            .put("name", "levqor")
            .put(
                    "version",
                    Objects.requireNonNullElse(Scope.class.getPackage().getImplementationVersion(), "development"))
            .set("metadata", JsonNodeFactory.instance.objectNode());

    /** Deeper is a workflow that runs itself. */
    private static final int MAX_DEPTH = 32;

    private final int depth;
    private final String id;
    private final JsonNode workflow;
    private volatile JsonNode context = JsonNodeFactory.instance.objectNode();

    /** That of a run's own workflow. */
    Scope(Definition definition, String id, long startedAt, JsonNode input) {
        this(definition, id, startedAt, input, 0);
    }

    private Scope(Definition definition, String id, long startedAt, JsonNode input, int depth) {
        this.depth = depth;
        this.id = id;
        ObjectNode described = JsonNodeFactory.instance.objectNode().put("id", id);
        described.set("definition", definition.json());
        described.set("startedAt", time(startedAt));
        described.set("input", input);
        this.workflow = described;
    }

    /** That of a workflow which this one runs. */
    Scope nested(Definition inner, long startedAt, JsonNode input) {
        if (depth == MAX_DEPTH) {
            throw WorkflowError.of(
                    "runtime",
                    400,
                    "workflows run one another too deeply",
                    "there are at most " + MAX_DEPTH + " levels");
        }
        return new Scope(inner, id, startedAt, input, depth + 1);
    }

    void export(JsonNode exported) {
        context = exported;
    }

    void into(Map<String, JsonNode> variables) {
        variables.put("context", context);
        variables.put("workflow", workflow);
        variables.put("runtime", RUNTIME);
    }

    /** {@code $task}. */
    JsonNode describe(Task task, JsonNode input, long startedAt) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("name", task.name()).put("reference", task.pointer());
        json.set("definition", task.json());
        json.set("startedAt", time(startedAt));
        json.set("input", input);
        return json;
    }

    private static JsonNode time(long millis) {
        ObjectNode time = JsonNodeFactory.instance
                .objectNode()
                .put("iso8601", Instant.ofEpochMilli(millis).toString());
        time.putObject("epoch").put("seconds", millis / 1_000).put("milliseconds", millis);
        return time;
    }
}
