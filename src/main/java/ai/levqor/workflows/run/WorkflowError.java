package ai.levqor.workflows.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** An error as the language has it (DSL 1.0, "Errors"; RFC 9457): raised by a task, caught by a {@code try}. */
public final class WorkflowError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String TYPES = "https://serverlessworkflow.io/spec/1.0.0/errors/";
    private static final int TOO_MANY_REQUESTS = 429;

    private final transient ObjectNode json;

    private WorkflowError(ObjectNode json) {
        super(json.path("title").asText()
                + (json.hasNonNull("detail") ? ": " + json.path("detail").asText() : "") + " at "
                + json.path("instance").asText("the workflow"));
        this.json = json;
    }

    /** An error of one of the language's own types, such as {@code communication}. */
    public static WorkflowError of(String type, int status, String title, @Nullable String detail) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", TYPES + type)
                .put("status", status)
                .put("title", title);
        return new WorkflowError(detail == null ? json : json.put("detail", detail));
    }

    /** An error that a definition raised, or that was kept. */
    static WorkflowError of(JsonNode json) {
        ObjectNode error = json.isObject() ? json.deepCopy() : JsonNodeFactory.instance.objectNode();
        if (!error.path("title").isTextual()) {
            error.put("title", "the workflow raised an error");
        }
        return new WorkflowError(error);
    }

    static WorkflowError timeout(String what) {
        return of("timeout", 408, "timed out", what);
    }

    /** The same with the code of the failure that it comes from, such as {@code rate_limited}. */
    public WorkflowError code(String code) {
        return new WorkflowError(json.deepCopy().put("code", code));
    }

    /** The same, with the place where it happened unless it has one. */
    WorkflowError at(String pointer) {
        if (json.has("instance")) {
            return this;
        }
        return new WorkflowError(json.deepCopy().put("instance", pointer));
    }

    /** {@code {type, status, title, detail?, instance?}}. */
    public ObjectNode json() {
        return json;
    }

    /** The status that it has, else 500. */
    public int status() {
        return json.path("status").asInt(500);
    }

    /** Whether it arose here, before anything was sent. */
    public boolean local() {
        String type = json.path("type").asText();
        return type.equals(TYPES + "configuration") || type.equals(TYPES + "authorization");
    }

    /** Whether the same may go well later: the other side was not there, too busy, or failed. */
    public boolean passing() {
        String type = json.path("type").asText();
        return (type.equals(TYPES + "communication") && (status() >= 500 || status() == TOO_MANY_REQUESTS))
                || type.equals(TYPES + "timeout");
    }
}
