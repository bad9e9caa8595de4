package ai.levqor.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests that users write: the example of docs/connectors.md, and what wrong ones are told. */
class ManifestIT extends ConnectorsCase {
    private static final Path PAGE = Path.of("docs/connectors.md");

    @Override
    DatabaseUrl database(Path folder) {
        return DatabaseUrl.of("", folder);
    }

    private static String example() throws IOException {
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertTrue(block.find());
        return block.group(1);
    }

    private TestKernel withExample() throws Exception {
        Files.writeString(dir.resolve("connectors/crm.yaml"), example());
        return start(Map.of("LEVQOR_CONNECTORS_CRM_URL", provider.url(), "LEVQOR_CONNECTORS_CRM_VERSION", "3"));
    }

    @Test
    void theExampleWorksFromAFolder() throws Exception {
        TestKernel node = withExample();
        provider.answer(201, new JsonObject().put("contact", new JsonObject().put("id", 7)));

        JsonObject answer = node.call(
                Connectors.CALL,
                input(
                        "crm",
                        "create_contact",
                        token("crm"),
                        new JsonObject().put("group", "new").put("name", "Ann")));

        assertEquals(new JsonObject("{\"status\":\"ok\",\"connector\":\"crm\",\"result\":{\"id\":7}}"), answer);
        var request = provider.requests().getFirst();
        assertEquals("/groups/new/contacts", request.getUrl());
        assertEquals("{\"name\":\"Ann\"}", request.getBodyAsString());
        assertEquals("Bearer " + SECRET + "crm", request.getHeader("Authorization"));
        assertEquals("3", request.getHeader("Api-Version"));
    }

    @Test
    void theExamplePagesAndMapsItsErrors() throws Exception {
        TestKernel node = withExample();
        provider.answer(
                200, new JsonObject().put("items", new JsonArray().add(1)).put("next", "b"));
        provider.answer(
                409,
                new JsonObject()
                        .put("error", new JsonObject().put("code", "locked").put("seconds", 0)));
        provider.answer(200, new JsonObject().put("items", new JsonArray().add(2)));

        JsonObject result = node.call(
                        Connectors.CALL,
                        input("crm", "find_contacts", token("crm"), new JsonObject().put("q", "A&B"))
                                .put("pages", 9))
                .getJsonObject("result");

        assertEquals(new JsonArray().add(1).add(2), result.getJsonArray("contacts"));
        assertEquals("/contacts?q=A%26B&page=b", provider.requests().getLast().getUrl());
    }

    @Test
    void everyShippedManifestAndTheExampleAreValid() throws Exception {
        assertTrue(validate(example()).getBoolean("valid"));
        for (String name : Library.SHIPPED) {
            JsonObject answer = validate(Files.readString(Path.of("connectors", name + ".yaml")));
            assertTrue(answer.getBoolean("valid"), answer.encode());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title: CRM | colour: red | colour",
                "name: crm | name: C-R-M | name",
                "- name: find_contacts | - name: create_contact | actions[1].name",
                "    path: /groups/{group}/contacts | | actions[1].steps[0].path",
                "path: /contacts | path: contacts | actions[0].steps[0].path",
                "'\"${ .q }\"' | '\"${ .q[ }\"' | actions[0].steps[0].query",
                "period: 1s | period: soon | rate_limit.period",
                "token: {description | token: description ||",
            })
    void aWrongOneIsToldWhere(String right, String wrong, String field) throws Exception {
        String source = example().replace(right, wrong == null ? "" : wrong);
        assertFalse(source.equals(example()), right);

        JsonObject answer = validate(source);

        assertFalse(answer.getBoolean("valid"));
        JsonObject problem = answer.getJsonArray("problems").getJsonObject(0);
        assertEquals(field == null ? "" : field, problem.getString("field"), problem.encode());
        assertFalse(problem.getString("message").isEmpty());
    }

    @Test
    void aWrongFileStopsTheStartAndIsNamed() throws Exception {
        Files.writeString(dir.resolve("connectors/bad.yaml"), "name: bad\ntitle: Bad\n");
        var failure = assertThrows(Exception.class, () -> start(Map.of()));
        assertTrue(String.valueOf(failure.getMessage()).contains("bad.yaml"), failure::toString);
    }

    private JsonObject validate(String source) throws Exception {
        try {
            return call(Connectors.VALIDATE, new JsonObject().put("source", source));
        } catch (Failure e) {
            throw new AssertionError(e.json().encode(), e);
        }
    }
}
