package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the declared operations fit what this package makes of them. */
class ParametersTest {
    private static final Schemas SCHEMAS = new Schemas();

    static List<Operation> operations() {
        return Catalog.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aParameterOfAPathOrQueryHasATypeThatTextCanHave(Operation operation) {
        JsonObject properties = SCHEMAS.schema(operation.request()).getJsonObject("properties", new JsonObject());
        boolean query = operation.method().equals("GET") || operation.method().equals("DELETE");
        for (String name : query ? properties.fieldNames() : operation.pathParameters()) {
            JsonObject property = properties.getJsonObject(name);
            assertTrue(
                    List.of("string", "integer", "number", "boolean").contains(property.getString("type")),
                    name + ": " + property);
        }
    }

    @Test
    void noTwoOperationsShareAMethodAndPath() {
        var paths = new Paths();
        for (Operation operation : operations()) {
            assertDoesNotThrow(() -> paths.add(operation.method(), operation.path(), context -> {}));
        }
    }
}
