package ai.levqor.expressions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode evaluate(String expression, JsonNode input) {
        return Expression.parse(expression).evaluate(input, Map.of());
    }

    // The results are those of jq 1.6.
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '~',
            value = {
                "test(\"B\") § false",
                "test(\"B\"; \"i\") § true",
                "[match(\"b(?<n>.)?\"; \"g\").offset] § [1, 4]",
                "match(\"(?<x>b)(c)?\") | .captures[0].name § \"x\"",
                "match(\"a(z)?\") | .captures[0] § {\"offset\":-1,\"length\":0,\"string\":null,\"name\":null}",
                "capture(\"(?<first>a)(?<rest>.*)\") § {\"first\":\"a\",\"rest\":\"bc bd\"}",
                "[scan(\"b.\")] § [\"bc\",\"bd\"]",
                "[scan(\"(b)(.)\")] § [[\"b\",\"c\"],[\"b\",\"d\"]]",
                "sub(\"b\"; \"X\") § \"aXc bd\"",
                "gsub(\"b(?<n>.)\"; \"<\\(.n)>\") § \"a<c> <d>\"",
                "split(\" *b\"; null) § [\"a\",\"c\",\"d\"]",
                "[splits(\" \")] § [\"abc\",\"bd\"]",
                "ascii_upcase | gsub(\"[^A-Z]\"; \"\") § \"ABCBD\"",
            })
    void matchesAsJqDoes(String expression, String expected) throws Exception {
        assertEquals(JSON.readTree(expected), evaluate(expression, TextNode.valueOf("abc bd")));
    }

    @Test
    void countsCharactersAsUnicodeDoes() throws Exception {
        assertEquals(JSON.readTree("[2, 1]"), evaluate("match(\"x\") | [.offset, .length]", TextNode.valueOf("😀😀x")));
        assertEquals(TextNode.valueOf("😀-"), evaluate("sub(\"x\"; \"-\")", TextNode.valueOf("😀x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test(\"^(a+)+$\")",
                "test(\"(a|a|a)*b\")",
                "[scan(\"a\")] | length",
                "gsub(\"a\"; \"aa\") | length"
            })
    void takesLinearTime(String expression) {
        JsonNode text = TextNode.valueOf("a".repeat(2_000) + "!");
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> evaluate(expression, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "test(\"((a{1000}){1000}){1000}\")",
                "test(\"(?=a)\")",
                "test(\"(a)\\\\1\")",
                "test(\"a\"; \"x\")",
                "test(\"(\")",
                "test(\"a\" * 5000)",
                "[limit(100000; range(1e9) as $i | test(\"(.*)(.*)(.*)(.*)b\"))] | length",
                "reduce range(100) as $i (.; gsub(\"a\"; \"aa\")) | length",
                "gsub(\"a\"; \"b\", \"c\") | length",
            })
    void isRefusedOrEnds(String expression) {
        JsonNode text = TextNode.valueOf("a".repeat(10_000));
        assertTimeoutPreemptively(
                Duration.ofSeconds(8),
                () -> assertThrows(ExpressionException.class, () -> evaluate(expression, text), expression));
    }
}
