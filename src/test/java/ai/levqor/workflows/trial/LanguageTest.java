package ai.levqor.workflows.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.Definitions;
import ai.levqor.workflows.run.Matching;
import ai.levqor.workflows.trial.Trial.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The language property by property: what is in language.yaml runs as it says, or is refused as it says. */
class LanguageTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    static Stream<Named<JsonNode>> cases() throws IOException {
        try (var in = Objects.requireNonNull(LanguageTest.class.getResourceAsStream("/workflows/language.yaml"))) {
            return StreamSupport.stream(YAML.readTree(in).spliterator(), false)
                    .map(one -> Named.of(one.path("what").asText(), one));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesAsItSays(JsonNode one) throws Exception {
        if (one.has("refused")) {
            var refused = assertThrows(DefinitionException.class, () -> definition("t", one.path("definition")));
            String expected = one.path("refused").textValue();
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains(expected), message);
            return;
        }
        Map<String, Definition> others =
                one.has("other") ? Map.of("other", definition("other", one.path("other"))) : Map.of();
        JsonNode input = one.path("input");
        Outcome outcome = Trial.run(
                definition("t", one.path("definition")),
                input.isMissingNode() ? JsonNodeFactory.instance.objectNode() : input,
                Mocks.read(one.has("mocks") ? one.path("mocks") : JsonNodeFactory.instance.objectNode(), others));
        if (one.has("error")) {
            JsonNode error = Objects.requireNonNull(outcome.error(), () -> "it ended well: " + outcome.output());
            assertTrue(Matching.matches(one.path("error"), error), error::toString);
        } else {
            assertEquals(one.path("output").toString(), String.valueOf(outcome.output()), () -> "" + outcome.error());
        }
        if (one.has("took")) {
            assertEquals(Duration.parse(one.path("took").textValue()), outcome.took());
        }
    }

    private static Definition definition(String name, JsonNode body) throws Exception {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.putObject("document")
                .put("dsl", "1.0.0")
                .put("namespace", "default")
                .put("name", name)
                .put("version", "1.0.0");
        whole.setAll((ObjectNode) body);
        return Definitions.read(YAML.writeValueAsString(whole));
    }

    @Test
    void everyCaseSaysWhatItExpects() throws IOException {
        List<JsonNode> all = cases().map(Named::getPayload).toList();
        all.forEach(one -> assertTrue(one.has("refused") || one.has("output") || one.has("error"), one::toString));
        assertEquals(
                all.size(), all.stream().map(one -> one.path("what")).distinct().count());
    }
}
