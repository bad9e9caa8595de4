package ai.levqor.workflows.run;

import ai.levqor.workflows.dsl.Action.CallHttp;
import ai.levqor.workflows.dsl.Definition;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a run does to the outside and learns from it. Its methods wait, and throw {@link WorkflowError}. */
public interface Effects {
    /** Calls a URL; {@code key} is the same each time this step of this run is done. */
    JsonNode http(HttpCall call, String key, @Nullable Duration timeout);

    /** Calls a worker on the event bus. */
    JsonNode worker(String name, JsonNode arguments, String key, @Nullable Duration timeout);

    /** Publishes an event. */
    void emit(JsonNode event, String key);

    /** The events that were sent to this run and that no step but {@code step} has taken, oldest first. */
    List<Event> events(String step);

    /** Takes events for {@code step}: no other one gets them. */
    void take(List<Event> events, String step);

    /** The definition of a workflow; a null version is the newest. */
    Definition definition(String name, @Nullable String version);

    /** Runs {@code works} side by side and gives each result or exception, in their order, to {@code each} as it ends. */
    void together(List<Supplier<JsonNode>> works, Each each);

    /** Hears how each of several works ended. */
    @FunctionalInterface
    interface Each {
        /** Work {@code index} ended; true to wait for no other. */
        boolean ended(int index, @Nullable JsonNode result, @Nullable RuntimeException error);
    }

    /** A call as the definition's expressions made it. */
    record HttpCall(
            String method,
            String url,
            Map<String, String> headers,
            @Nullable JsonNode body,
            CallHttp.Output output) {}

    /** An event that somebody sent to the job. */
    record Event(long number, JsonNode json) {}
}
