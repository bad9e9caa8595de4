package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every body that is wrong in form or type. */
class MalformedBodyTest {
    private static final String PATH = "/api/v1/things/bulk";

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = new TestEdge();
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    private static Arguments text(String name, String body) {
        return Arguments.of(name, body.getBytes(StandardCharsets.UTF_8));
    }

    private static Arguments bytes(String name, String hex) {
        var body = new ByteArrayOutputStream();
        body.writeBytes("{\"a\":\"".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(HexFormat.of().parseHex(hex));
        body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
        return Arguments.of(name, body.toByteArray());
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                text("truncated object", "{\"a\":1"),
                text("truncated string", "{\"a\":\"b"),
                text("truncated escape", "{\"a\":\"\\u12\"}"),
                text("truncated literal", "{\"a\":tru"),
                text("brace only", "{"),
                text("trailing object", "{} {}"),
                text("trailing text", "{\"a\":1}x"),
                text("trailing brace", "{}}"),
                text("white space", " \n"),
                text("array", "[]"),
                text("text", "\"a\""),
                text("number", "1"),
                text("null", "null"),
                text("no JSON", "hello"),
                text("form", "a=1&b=2"),
                text("NaN", "{\"a\":NaN}"),
                text("Infinity", "{\"a\":-Infinity}"),
                text("1e999", "{\"a\":1e999}"),
                text("-1e999 nested", "{\"a\":[{\"b\":-1e999}]}"),
                text("400 digits", "{\"a\":" + "9".repeat(400) + "}"),
                text("2,000 digits", "{\"a\":" + "9".repeat(2000) + "}"),
                text("leading zero", "{\"a\":01}"),
                text("leading plus", "{\"a\":+1}"),
                text("hexadecimal", "{\"a\":0x10}"),
                text("trailing comma", "{\"a\":1,}"),
                text("missing comma", "{\"a\":1 \"b\":2}"),
                text("missing value", "{\"a\":}"),
                text("single quotes", "{'a':1}"),
                text("name without quotes", "{a:1}"),
                text("comment", "{/* */}"),
                text("raw line break", "{\"a\":\"\n\"}"),
                text("unknown escape", "{\"a\":\"\\x\"}"),
                text("duplicate", "{\"a\":1,\"a\":2}"),
                text("duplicate null", "{\"a\":null,\"a\":null}"),
                text("duplicate nested", "{\"a\":[{\"b\":1,\"\\u0062\":1}]}"),
                text("lone high surrogate", "{\"a\":\"\\ud800\"}"),
                text("lone low surrogate", "{\"a\":\"x\\udc00y\"}"),
                text("swapped surrogates", "{\"a\":\"\\udc00\\ud800\"}"),
                text("lone surrogate in a name", "{\"\\ud800\":1}"),
                text("101 levels", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"),
                text("2,000 levels", "{\"a\":" + "[".repeat(2000)),
                text("byte order mark", "\ufeff{}"),
                text("NUL", "\0"),
                bytes("invalid byte", "ff"),
                bytes("lone continuation", "80"),
                bytes("truncated character", "c3"),
                bytes("overlong slash", "c0af"),
                bytes("surrogate in UTF-8", "eda080"),
                bytes("beyond Unicode", "f4908080"),
                Arguments.of("UTF-16", "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of("UTF-32", "{\"a\":1}".getBytes(java.nio.charset.Charset.forName("UTF-32BE"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedBodyIsRefusedWithDetails(String name, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(edge.uri(PATH)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        var response = edge.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(400, response.statusCode(), name);
        var error = new JsonObject(response.body());
        assertEquals("invalid_request", error.getString("error"));
        assertTrue(
                error.getJsonArray("details")
                                .getJsonObject(0)
                                .getString("message")
                                .length()
                        > 10,
                response.body());
    }

    @Test
    void theDetailsSayWhere() throws Exception {
        assertEquals(
                "{\"error\":\"invalid_request\",\"details\":[{\"message\":\"The body is not valid JSON: line 2, column 8.\"}]}",
                edge.post(PATH, "{\n  \"a\": }").body());
        assertEquals(
                "{\"error\":\"invalid_request\",\"details\":[{\"field\":\"a[1].b\",\"message\":\"is a number out of range\"}]}",
                edge.post(PATH, "{\"a\":[0,{\"b\":1e999}]}").body());
        assertEquals(
                "{\"error\":\"invalid_request\",\"details\":[{\"field\":\"a.b\",\"message\":\"is given more than once\"}]}",
                edge.post(PATH, "{\"a\":{\"b\":1,\"b\":2}}").body());
    }

    @Test
    void whatIsUnusualButValidPassesUnchanged() throws Exception {
        String body =
                "{\"\":\"\",\"a\":[[],{},-0.5,1.5E10,\"�\",9007199254740993,123456789012345678901234567890],\"s\":\"\\u0000\\\"😀\"}";
        assertEquals(new JsonObject(body), new JsonObject(edge.post(PATH, body).body()).getJsonObject("input"));
        String deep = "{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}";
        assertEquals(
                "{\"input\":" + deep + "}", edge.post(PATH, " " + deep + "\n").body());
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 202",
        "application/json;charset=utf-8, 202",
        "Application/JSON ; charset=UTF-8, 202",
        "application/json; charset=\"utf-8\", 202",
        "application/json; charset=utf-16, 415",
        "application/json; v=1; charset=latin1, 415",
        "application/jsonx, 415",
        "text/plain, 415",
        "application/x-www-form-urlencoded, 415",
        "multipart/form-data; boundary=x, 415",
        "nonsense, 415"
    })
    void onlyJsonIsRead(String type, int status) throws Exception {
        assertEquals(status, edge.post(PATH, "{}", "Content-Type", type).statusCode());
    }

    @Test
    void theTypeOfAnEmptyBodyDoesNotMatter() throws Exception {
        assertEquals(202, edge.post(PATH, "", "Content-Type", "text/plain").statusCode());
    }

    @Test
    void aCompressedBodyIsNotRead() throws Exception {
        var response = edge.post(PATH, "{}", "Content-Encoding", "gzip");
        assertEquals(415, response.statusCode());
        assertEquals("unsupported_media_type", new JsonObject(response.body()).getString("error"));
    }
}
