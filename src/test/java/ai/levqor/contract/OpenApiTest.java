package ai.levqor.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The document as its readers take it. */
class OpenApiTest {
    private static final JsonObject DOCUMENT = OpenApi.of("1.2.3");

    static Stream<Operation> operations() {
        return Catalog.operations().stream();
    }

    @Test
    void isTheSameEachTime() {
        assertEquals(DOCUMENT.encode(), OpenApi.of("1.2.3").encode());
        assertEquals("1.2.3", DOCUMENT.getJsonObject("info").getString("version"));
    }

    @Test
    void isReadByAParserWithoutComplaint() {
        var parsed = new OpenAPIV3Parser().readContents(DOCUMENT.encode(), null, new ParseOptions());
        assertEquals(List.of(), parsed.getMessages());
        assertEquals(
                DOCUMENT.getJsonObject("paths").size(),
                parsed.getOpenAPI().getPaths().size());
    }

    @Test
    void refersOnlyToWhatItHolds() {
        List<String> references = references(DOCUMENT);
        assertFalse(references.isEmpty());
        for (String reference : references) {
            assertTrue(reference.startsWith("#/components/"), reference);
            assertNotNull(JsonPointer.from(reference.substring(1)).queryJson(DOCUMENT), reference);
        }
    }

    @Test
    void holdsNoComponentThatNothingRefersTo() {
        var used = new TreeSet<>(references(DOCUMENT));
        for (String kind : List.of("schemas", "responses", "headers")) {
            DOCUMENT.getJsonObject("components")
                    .getJsonObject(kind)
                    .fieldNames()
                    .forEach(name -> assertTrue(used.contains("#/components/" + kind + "/" + name), kind + "/" + name));
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void describesTheOperation(Operation operation) {
        JsonObject described = described(operation);
        assertEquals(operation.name(), described.getString("operationId"));
        assertEquals(operation.summary(), described.getString("summary"));
        assertEquals(
                operation.scope() == null, described.getJsonArray("security").isEmpty());
        assertTrue(described.getJsonObject("responses").containsKey(Integer.toString(operation.status())));
        for (Code code : operation.failures()) {
            JsonObject response = resolved(described.getJsonObject("responses").getJsonObject("" + code.status()));
            assertTrue(response.getString("description").contains("`" + code.wire() + "`"), code.wire());
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void putsEachInputInOnePlace(Operation operation) {
        JsonObject described = described(operation);
        if (operation.signatureHeader() != null) {
            JsonObject header = described.getJsonArray("parameters").getJsonObject(0);
            assertEquals(operation.signatureHeader(), header.getString("name"));
            assertTrue(header.getBoolean("required"));
            assertTrue(described.getJsonObject("requestBody").getBoolean("required"));
            return;
        }
        var places = new ArrayList<String>();
        for (Object parameter : described.getJsonArray("parameters", new JsonArray())) {
            if (!((JsonObject) parameter).getString("in").equals("header")) {
                places.add(((JsonObject) parameter).getString("name"));
            }
        }
        JsonObject body = described.getJsonObject("requestBody");
        if (body != null) {
            JsonObject schema = resolved(body.getJsonObject("content")
                    .getJsonObject("application/json")
                    .getJsonObject("schema"));
            places.addAll(schema.getJsonObject("properties").fieldNames());
        }
        List<String> inputs = new Schemas()
                .schema(operation.request()).getJsonObject("properties").fieldNames().stream()
                        .sorted()
                        .toList();
        assertEquals(inputs, places.stream().sorted().toList());
    }

    @Test
    void saysWhenToComeBack() {
        JsonObject responses = DOCUMENT.getJsonObject("components").getJsonObject("responses");
        assertTrue(
                responses.getJsonObject("RateLimited").getJsonObject("headers").containsKey("Retry-After"));
        assertTrue(responses
                .getJsonObject("OverloadedOrUnavailable")
                .getJsonObject("headers")
                .containsKey("Retry-After"));
        assertNull(responses.getJsonObject("Forbidden").getJsonObject("headers").getValue("Retry-After"));
    }

    @Test
    void namesEveryCodeThatAFailureCanHave() {
        var codes = new JsonArray();
        for (Code code : Code.values()) {
            codes.add(code.wire());
        }
        assertEquals(
                codes,
                new Schemas()
                        .schema("failure")
                        .getJsonObject("properties")
                        .getJsonObject("error")
                        .getJsonArray("enum"));
    }

    private static JsonObject described(Operation operation) {
        return DOCUMENT.getJsonObject("paths")
                .getJsonObject(operation.path())
                .getJsonObject(operation.method().toLowerCase(Locale.ROOT));
    }

    private static JsonObject resolved(JsonObject part) {
        String reference = part.getString("$ref");
        return reference == null
                ? part
                : (JsonObject) JsonPointer.from(reference.substring(1)).queryJson(DOCUMENT);
    }

    private static List<String> references(Object part) {
        List<String> found = new ArrayList<>();
        if (part instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String reference) {
                found.add(reference);
            }
            object.forEach(entry -> found.addAll(references(entry.getValue())));
        } else if (part instanceof JsonArray array) {
            array.forEach(item -> found.addAll(references(item)));
        }
        return found;
    }
}
