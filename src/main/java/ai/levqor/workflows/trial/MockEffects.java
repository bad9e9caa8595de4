package ai.levqor.workflows.trial;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.run.Effects;
import ai.levqor.workflows.run.WorkflowError;
import ai.levqor.workflows.trial.Mocks.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Effects that answer what was recorded. */
final class MockEffects implements Effects {
    private static final String TYPES = "https://serverlessworkflow.io/spec/1.0.0/errors/";

    private final Mocks mocks;
    private final JumpingClock clock;
    private final List<Event> sent = new ArrayList<>();
    private final Map<Long, String> taken = new HashMap<>();
    private final List<JsonNode> emitted = new ArrayList<>();

    MockEffects(Mocks mocks, JumpingClock clock) {
        this.mocks = mocks;
        this.clock = clock;
    }

    @Override
    public JsonNode http(HttpCall call, String key, @Nullable Duration timeout) {
        return answer(
                mocks.next(key, call.method().toUpperCase(Locale.ROOT) + " " + call.url(), call.url(), "http"),
                timeout);
    }

    @Override
    public JsonNode worker(String name, JsonNode arguments, String key, @Nullable Duration timeout) {
        return answer(mocks.next(key, name), timeout);
    }

    @Override
    public JsonNode function(String name, JsonNode arguments, String key, @Nullable Duration timeout) {
        return answer(mocks.next(key, name), timeout);
    }

    private JsonNode answer(Answer answer, @Nullable Duration timeout) {
        if (timeout != null && answer.takes().compareTo(timeout) > 0) {
            clock.to(clock.millis() + timeout.toMillis());
            throw WorkflowError.of("timeout", 408, "timed out", "the answer takes " + answer.takes());
        }
        clock.to(clock.millis() + answer.takes().toMillis());
        JsonNode error = answer.error();
        if (error != null) {
            String type = error.path("type").asText("communication");
            throw WorkflowError.of(
                    type.startsWith(TYPES) ? type.substring(TYPES.length()) : type,
                    error.path("status").asInt(500),
                    error.path("title").asText("the call failed"),
                    error.path("detail").asText(null));
        }
        if (answer.output() == null) {
            throw new IllegalStateException("an answer has an output or an error");
        }
        return answer.output();
    }

    @Override
    public JsonNode secret(String name) {
        return mocks.secret(name);
    }

    @Override
    public void emit(JsonNode event, String key) {
        emitted.add(event);
    }

    @Override
    public void listen(List<Listener> listeners, String step, long since) {
        // Every event of the mocks is sent to the run itself.
    }

    void send(JsonNode event) {
        ObjectNode whole = event.deepCopy();
        whole.remove("after");
        sent.add(new Event(sent.size(), whole));
    }

    List<JsonNode> emitted() {
        return emitted;
    }

    @Override
    public List<Event> events(String step) {
        return sent.stream()
                .filter(event -> taken.getOrDefault(event.number(), step).equals(step))
                .toList();
    }

    @Override
    public void take(List<Event> events, String step) {
        events.forEach(event -> taken.put(event.number(), step));
    }

    @Override
    public Definition definition(String name, @Nullable String version) {
        return mocks.definition(name);
    }

    @Override
    public void together(List<Supplier<JsonNode>> works, Each each) {
        for (int i = 0; i < works.size(); i++) {
            JsonNode result = null;
            RuntimeException error = null;
            try {
                result = works.get(i).get();
            } catch (TrialException wrong) {
                throw wrong;
            } catch (RuntimeException e) {
                error = e;
            }
            if (each.ended(i, result, error)) {
                return;
            }
        }
    }
}
