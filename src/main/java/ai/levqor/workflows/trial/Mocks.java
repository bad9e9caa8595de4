package ai.levqor.workflows.trial;

import ai.levqor.workflows.dsl.Definition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the outside answers in a trial: {@code {steps, functions, events, secrets, expect}}.
 *
 * <p>{@code steps} has answers by a task's name or path, {@code functions} by what is called: {@code http}, {@code GET
 * https://…}, {@code ai.chat}, a worker's name. An answer is {@code {return: …}} or {@code {error: {status, type?, title?,
 * detail?}}}, with {@code takes} a duration; a list has one for each attempt, of which the last stays. {@code events} are
 * {@code {type, data?, after?}}, each sent once the run waits, {@code after} the one before.
 */
public final class Mocks {
    private static final Set<String> MEMBERS = Set.of("steps", "functions", "events", "secrets", "expect");
    private static final Set<String> ANSWER = Set.of("return", "error", "takes");

    private final Map<String, List<Answer>> steps = new HashMap<>();
    private final Map<String, List<Answer>> functions = new HashMap<>();
    private final Map<String, Integer> used = new HashMap<>();
    private final List<Arrival> events = new ArrayList<>();
    private final JsonNode secrets;
    private final @Nullable JsonNode expected;
    private final Map<String, Definition> definitions;

    private Mocks(JsonNode json, Map<String, Definition> definitions) {
        this.definitions = definitions;
        if (!json.isObject()) {
            throw new TrialException("the mocks must be an object with some of " + sorted(MEMBERS));
        }
        refuseOthers("the mocks", json, MEMBERS);
        read("steps", json.path("steps"), steps);
        read("functions", json.path("functions"), functions);
        for (JsonNode event : json.path("events")) {
            if (!event.path("type").isTextual()) {
                throw new TrialException("events: each must be an object with a type");
            }
            refuseOthers("events", event, Set.of("type", "data", "id", "source", "subject", "after"));
            events.add(new Arrival(event, duration("events", event.path("after"))));
        }
        secrets = json.path("secrets");
        expected = json.get("expect");
        if (expected != null && expected.has("output") == expected.has("error")) {
            throw new TrialException("expect must have either output or error");
        }
    }

    /**
     * Reads mocks.
     *
     * @param definitions what {@code run: workflow} finds, by name
     * @throws TrialException that says what is wrong
     */
    public static Mocks read(JsonNode json, Map<String, Definition> definitions) {
        return new Mocks(json, definitions);
    }

    /** No answers at all. */
    public static Mocks none() {
        return new Mocks(JsonNodeFactory.instance.objectNode(), Map.of());
    }

    private static void read(String where, JsonNode json, Map<String, List<Answer>> into) {
        json.properties().forEach(member -> {
            String at = where + "." + member.getKey();
            var answers = new ArrayList<Answer>();
            if (member.getValue().isArray()) {
                member.getValue().forEach(one -> answers.add(answer(at, one)));
            } else {
                answers.add(answer(at, member.getValue()));
            }
            if (answers.isEmpty()) {
                throw new TrialException(at + " must have at least one answer");
            }
            into.put(member.getKey(), answers);
        });
    }

    private static Answer answer(String at, JsonNode json) {
        if (!json.isObject() || json.has("return") == json.has("error")) {
            throw new TrialException(at + " must have either return or error, or be a list of such");
        }
        refuseOthers(at, json, ANSWER);
        return new Answer(json.get("return"), json.get("error"), duration(at, json.path("takes")));
    }

    private static Duration duration(String at, JsonNode json) {
        try {
            return json.isMissingNode() ? Duration.ZERO : Duration.parse(json.asText());
        } catch (DateTimeParseException e) {
            throw new TrialException(at + " has \"" + json.asText() + "\", which is no duration such as PT15S");
        }
    }

    private static void refuseOthers(String at, JsonNode json, Set<String> known) {
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new TrialException(at + ": \"" + name + "\" is unknown; there are " + sorted(known));
            }
        });
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    /** The next answer for a step that calls one of {@code names}, the most exact first. */
    Answer next(String step, String... names) {
        // /fetch~2/get@3 is the task get, whatever the turn.
        String task = step.substring(step.lastIndexOf('/') + 1).replaceAll("@\\d+$", "");
        for (String key : List.of(step, task)) {
            if (steps.containsKey(key)) {
                return next("steps " + key, steps.getOrDefault(key, List.of()));
            }
        }
        for (String name : names) {
            if (functions.containsKey(name)) {
                return next("functions " + name, functions.getOrDefault(name, List.of()));
            }
        }
        throw new TrialException("there is no answer for the step " + step + ": give one under steps." + task
                + " or functions." + names[names.length - 1]);
    }

    private Answer next(String key, List<Answer> answers) {
        int turn = used.merge(key, 1, Integer::sum);
        return answers.get(Math.min(turn, answers.size()) - 1);
    }

    List<Arrival> events() {
        return events;
    }

    JsonNode secret(String name) {
        JsonNode secret = secrets.get(name);
        if (secret == null) {
            throw new TrialException("there is no secret \"" + name + "\": give one under secrets");
        }
        return secret;
    }

    Definition definition(String name) {
        Definition definition = definitions.get(name);
        if (definition == null) {
            throw new TrialException("there is no workflow \"" + name + "\": name its file with --with");
        }
        return definition;
    }

    /** {@code {output: …}} or {@code {error: {…}}}; null when nothing is expected. */
    @Nullable
    JsonNode expected() {
        return expected;
    }

    /** What a call gets; one of the first two is null. */
    record Answer(@Nullable JsonNode output, @Nullable JsonNode error, Duration takes) {}

    /** An event on its way. */
    record Arrival(JsonNode event, Duration after) {}
}
