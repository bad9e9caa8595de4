package ai.levqor.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text);
    }

    @Test
    void readsInputAndVariables() throws Exception {
        assertEquals(
                json("[5,\"x\"]"),
                Expression.parse("${ [(.items | map(.price) | add), $context.name] }")
                        .evaluate(
                                json("{\"items\":[{\"price\":2},{\"price\":3}]}"),
                                Map.of("context", json("{\"name\":\"x\"}"))));
        assertTrue(Expression.parse(".a").test(json("{\"a\":0}"), Map.of()));
        assertFalse(Expression.parse(".a").test(json("{\"a\":null}"), Map.of()));
        assertFalse(Expression.parse(".a").test(json("{\"a\":false}"), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "last(range(1e12))",
                "[range(1e12)]",
                "reduce range(1e12) as $i (0; . + 1)",
                "def f: f; f",
                "def f: 1, f; last(f)",
                "last(repeat(1))",
                "[limit(1e9; repeat(\"x\"))] | length",
                "until(false; .)",
                "last(recurse(. + 1))",
                "[while(true; .)]",
                "\"x\" * 1000000000",
                "reduce range(64) as $i (\"x\"; . + .)",
                "reduce range(64) as $i ([1]; [.[], .[]])",
                "[1] | reduce range(64) as $i (.; . + .)",
                "\"x\" | reduce range(64) as $i (.; \"\\(.)\\(.)\")",
            })
    void endsWithinItsBudget(String endless) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThrows(
                        ExpressionException.class,
                        () -> Expression.parse(endless).evaluate(json("{}"), Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "$ENV", "input", "debug", "import \"x\" as x; 1", "include \"x\"; 1"})
    void seesNothingOfItsSurroundings(String spy) {
        assertThrows(RuntimeException.class, () -> Expression.parse(spy).evaluate(json("{}"), Map.of()), spy);
    }

    @Test
    void doublingByHandEndsToo() {
        String doubling = "\"x\"" + " | . + .".repeat(60);
        assertThrows(ExpressionException.class, () -> Expression.parse(doubling).evaluate(json("{}"), Map.of()));
    }

    @Test
    void isRefusedWhereItIsNone() {
        assertThrows(IllegalArgumentException.class, () -> Expression.parse("${ .a | }"));
    }

    @Test
    void dataIsNeverEvaluated() throws Exception {
        Template template = Template.of(json("{\"a\":\"${ .text }\",\"b\":[\"${ 1 + 1 }\",\"plain\"]}"));
        assertEquals(
                json("{\"a\":\"${ 1 + 1 }\",\"b\":[2,\"plain\"]}"),
                template.evaluate(json("{\"text\":\"${ 1 + 1 }\"}"), Map.of()));
    }
}
