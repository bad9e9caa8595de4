package ai.levqor.workflows.run;

import ai.levqor.expressions.Expression;
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

    /** Calls a function of the service, such as {@code ai.chat}. */
    JsonNode function(String name, JsonNode arguments, String key, @Nullable Duration timeout);

    /** A secret of the configuration. */
    JsonNode secret(String name);

    /** Publishes an event. */
    void emit(JsonNode event, String key);

    /** From now on published events that one of {@code listeners} takes are sent to {@code step} of this run. */
    void listen(List<Listener> listeners, String step, long since);

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

    /**
     * What a step waits for.
     *
     * @param type of the events; null is any
     * @param with members that they must have
     * @param from finds in an event what it belongs to; null where it belongs to nobody
     * @param value what that must be
     */
    record Listener(
            @Nullable String type,
            JsonNode with,
            @Nullable Expression from,
            @Nullable String value) {
        /** Whether {@code event} is one that the step may take. */
        public boolean takes(JsonNode event) {
            return Matching.matches(with, event)
                    && (from == null || Matching.value(from, event).equals(value));
        }
    }

    /** An event that somebody sent to the job. */
    record Event(long number, JsonNode json) {}
}
