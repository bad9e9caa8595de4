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
import java.util.Set;
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
                "last(limit(1e9; range(1e9)))",
                "def f(x): f(x | x); f(.)",
                "[recurse([., .])] | length",
                "[range(10)] | [combinations(9)] | length",
                "[range(1000) | tostring] | join(\"x\" * 1000000)",
                "(\"a\" * 1000000) | contains((\"a\" * 500000) + \"b\")",
                "(\"a\" * 1000000) | index((\"a\" * 500000) + \"b\")",
                "[range(100000) | 1] | indices([range(50000) | 1])",
                "[range(20000)] | del(.[])",
                "[range(20000)] | delpaths([paths])",
                "[range(20000)] | .[] += 1",
                "[range(20000)] | .[] |= . + 1",
                "[range(300000) | {(tostring): .}] | add",
                "null | setpath([1000000000]; 1)",
                "null | .[1000000000] = 1",
                "getpath([range(100000)])",
                "reduce range(100000) as $i (null; [.])",
                "reduce range(700) as $i (null; {a: .})",
                "reduce range(3000) as $i (null; [.]) | tojson",
                "(\"[\" * 100000) | fromjson",
                "[., 1] | until(false; [.[0], (.[0] | tojson)])",
                "\"a\" | test(\"(\" * 1000)",
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
    @ValueSource(
            strings = {
                "env",
                "$ENV",
                "$__loc__",
                "input",
                "debug",
                "debug_scope",
                "builtins",
                "import \"x\" as x; 1",
                "include \"x\"; 1"
            })
    void seesNothingOfItsSurroundings(String spy) {
        assertThrows(RuntimeException.class, () -> Expression.parse(spy).evaluate(json("{}"), Map.of()), spy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[null, \"a\", \"b\"] | add == \"ab\"",
                "[[1], [2, 3]] | add == [1, 2, 3]",
                "[{a: 1, c: 1}, {b: 2, c: 3}] | add == {a: 1, b: 2, c: 3}",
                "[1, 2.5] | add == 3.5",
                "[] | add == null",
                "{x: 1, y: 2} | add == 3",
                "try ([1, {}] | add) catch true",
                "\"AbÄ\" | ascii_downcase == \"abÄ\"",
                "\"abä\" | ascii_upcase == \"ABä\"",
                "[1, 2, 3] | del(.[0, 2]) == [2]",
                "{a: {b: 1}} | .a.b += 1 | .c = 5 | . == {a: {b: 2}, c: 5}",
                "[3, 4] | .[] |= . * 2 | . == [6, 8]",
                "null | setpath([\"a\", 1]; 2) | . == {a: [null, 2]}",
                "[\"a\", \"b\"] | join(\"-\") == \"a-b\"",
                "\"foobar\" | contains(\"oba\") and index(\"b\") == 3",
            })
    void whatIsBoundedDoesAsJqDoes(String claim) throws Exception {
        assertTrue(Expression.parse(claim).test(json("null"), Map.of()), claim);
    }

    @Test
    void unknownFunctionsAreToldAtOnce() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Expression.parse(".a | frobnicate(1)"));
        assertTrue(String.valueOf(refused.getMessage()).contains("frobnicate/1"), refused.getMessage());
        Expression own = Expression.parse("def f($a; g): $a + g; . as [$x, {y: $z}] | f($x; $z) | map(. + $n)");
        assertEquals(Set.of("n"), own.variables());
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
