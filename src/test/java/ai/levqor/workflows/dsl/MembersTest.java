package ai.levqor.workflows.dsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.serverlessworkflow.api.WorkflowReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Every member that the schema of the language names, and its fate here: {@code run}, {@code read} (kept, without effect
 * by the language's own rules) or {@code refused} with a message that says so. {@code dsl-members.csv} is the list.
 */
class MembersTest {
    @ParameterizedTest
    @CsvFileSource(resources = "/dsl-members.csv", delimiter = '|', numLinesToSkip = 1, quoteCharacter = '~')
    void hasTheFateThatTheListSays(String member, String fate, String document, String body) throws Exception {
        String text = """
                {document: {dsl: '1.0.0', namespace: t, name: t, version: '1.0.0'%s},
                %s}
                """.formatted(document == null ? "" : document, body);
        switch (fate) {
            case "run", "read" -> assertEquals("t", Definitions.read(text).name(), member);
            case "refused" -> {
                String message =
                        String.valueOf(assertThrows(DefinitionException.class, () -> Definitions.read(text), member)
                                .getMessage());
                assertTrue(
                        message.contains("not supported") || message.contains("must ") || message.contains("cannot "),
                        member + ": " + message);
                assertTrue(!message.contains("does not conform"), member + " is refused by chance: " + message);
            }
            default -> throw new AssertionError(fate);
        }
    }

    /** A new version of the language with new members must not go unnoticed. */
    @Test
    void listsEveryMemberOfTheLanguage() throws Exception {
        Set<String> listed = new TreeSet<>();
        try (InputStream in = MembersTest.class.getResourceAsStream("/dsl-members.csv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .forEach(line -> {
                        for (String name : line.split("\\|", -1)[0].strip().split("[ .]", -1)) {
                            listed.add(name);
                        }
                    });
        }
        Set<String> missing = new TreeSet<>(members());
        missing.removeAll(listed);
        assertEquals(Set.of(), missing);
    }

    private static Set<String> members() throws IOException {
        try (InputStream in = WorkflowReader.class.getClassLoader().getResourceAsStream("schema/workflow.yaml")) {
            var members = new TreeSet<String>();
            collect(new YAMLMapper().readTree(in), members);
            return members;
        }
    }

    private static void collect(JsonNode node, Set<String> members) {
        if (node.path("properties").isObject()) {
            node.get("properties").fieldNames().forEachRemaining(members::add);
        }
        node.forEach(child -> collect(child, members));
    }
}
