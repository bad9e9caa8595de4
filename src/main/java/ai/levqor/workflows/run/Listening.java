package ai.levqor.workflows.run;

import ai.levqor.workflows.dsl.Action;
import ai.levqor.workflows.dsl.EventFilter;
import ai.levqor.workflows.dsl.EventFilter.Correlation;
import ai.levqor.workflows.run.Effects.Event;
import ai.levqor.workflows.run.Effects.Listener;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The task {@code listen}. */
final class Listening {
    private final Interpreter interpreter;
    private final Effects effects;

    Listening(Interpreter interpreter, Effects effects) {
        this.interpreter = interpreter;
        this.effects = effects;
    }

    JsonNode run(Action.Listen listen, JsonNode input, Frame frame, Progress progress) {
        List<Wanted> wanted = listen.filters().stream()
                .map(filter -> wanted(filter, input, frame))
                .toList();
        boolean begins = progress.last() == null || progress.last().state() != Entry.State.WAITING;
        if (begins) {
            effects.listen(wanted.stream().map(Wanted::listener).toList(), progress.step(), progress.startedAt());
        }
        List<Event> found = find(listen, wanted, effects.events(progress.step()));
        if (found.isEmpty()) {
            if (begins) {
                ArrayNode filters = JsonNodeFactory.instance.arrayNode();
                wanted.forEach(one -> filters.add(one.with()));
                progress.listening(input, filters);
            }
            throw interpreter.suspended(Long.MAX_VALUE, frame, "It waits for an event.");
        }
        effects.take(found, progress.step());
        ArrayNode data = JsonNodeFactory.instance.arrayNode();
        boolean whole = listen.read() == Action.Listen.Read.ENVELOPE;
        found.forEach(event -> data.add(whole ? event.json() : event.json().path("data")));
        return data;
    }

    /** The events for all filters, or for one; none where they are not all there. */
    private static List<Event> find(Action.Listen listen, List<Wanted> wanted, List<Event> events) {
        List<Event> left = new ArrayList<>(events);
        List<Event> found = new ArrayList<>();
        Map<String, String> bound = new HashMap<>();
        for (Wanted one : wanted) {
            Event match = left.stream()
                    .filter(event -> one.takes(event.json(), bound))
                    .findFirst()
                    .orElse(null);
            if (match != null) {
                left.remove(match);
                found.add(match);
                one.bind(match.json(), bound);
            }
            if (listen.all() ? match == null : match != null) {
                break;
            }
        }
        return listen.all() && found.size() < wanted.size() ? List.of() : found;
    }

    private Wanted wanted(EventFilter filter, JsonNode input, Frame frame) {
        JsonNode with = interpreter.evaluate(filter.with(), input, frame, Map.of());
        Map<String, String> expected = new HashMap<>();
        filter.correlations().forEach((name, correlation) -> {
            if (correlation.expect() != null) {
                expected.put(name, Matching.text(interpreter.evaluate(correlation.expect(), input, frame, Map.of())));
            }
        });
        return new Wanted(filter.type(), with, filter.correlations(), expected);
    }

    /** A filter whose expressions are evaluated. */
    private record Wanted(
            @Nullable String type, JsonNode with, Map<String, Correlation> correlations, Map<String, String> expected) {
        /** What it is found by: the first value that is known is as good as any. */
        Listener listener() {
            for (var correlation : correlations.entrySet()) {
                String value = expected.get(correlation.getKey());
                if (value != null) {
                    return new Listener(type, with, correlation.getValue().from(), value);
                }
            }
            return new Listener(type, with, null, null);
        }

        boolean takes(JsonNode event, Map<String, String> bound) {
            return Matching.matches(with, event)
                    && correlations.entrySet().stream().allMatch(correlation -> {
                        String value = Matching.value(correlation.getValue().from(), event);
                        String wanted = expected.getOrDefault(correlation.getKey(), bound.get(correlation.getKey()));
                        return !value.isEmpty() && (wanted == null || wanted.equals(value));
                    });
        }

        /** A value that nobody expects is that of the first event. */
        void bind(JsonNode event, Map<String, String> bound) {
            correlations.forEach(
                    (name, correlation) -> bound.putIfAbsent(name, Matching.value(correlation.from(), event)));
        }
    }
}
