package ai.levqor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestPorts;
import ai.levqor.bus.Failure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CliTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void configShowsKeyValueAndOrigin() {
        assertEquals(0, run(Map.of("LEVQOR_HTTP_PORT", "9000"), "config"));
        assertTrue(out.toString().lines().anyMatch(line -> line.matches("KEY +VALUE +ORIGIN")), out.toString());
        assertTrue(
                out.toString().lines().anyMatch(line -> line.matches("http.port +9000 +environment LEVQOR_HTTP_PORT")),
                out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void configIsJsonForPrograms() throws IOException {
        assertEquals(0, run(Map.of("LEVQOR_SECRET", "kX9vQ2mZ7rT4wB8nL1pD6sF3hJ5gC0yA"), "config", "--json"));

        JsonNode settings = new ObjectMapper().readTree(out.toString());
        JsonNode secret = settings.get(3);
        assertEquals("secret", secret.get("key").asText());
        assertEquals("LEVQOR_SECRET", secret.get("variable").asText());
        assertEquals("********", secret.get("value").asText());
        assertEquals("environment LEVQOR_SECRET", secret.get("origin").asText());
    }

    @Test
    void wrongSettingsArePlainLines() {
        int status = run(Map.of("LEVQOR_HTP_PORT", "1", "LEVQOR_HTTP_PORT", "x"), "config");

        assertEquals(1, status);
        assertEquals("", out.toString());
        assertEquals(2, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("did you mean LEVQOR_HTTP_PORT?"));
        assertFalse(err.toString().contains("Exception"));
    }

    @Test
    void whatIsNotUnderstoodIsAUsageError() {
        for (String[] args : new String[][] {{}, {"nope"}, {"config", "--nope"}}) {
            assertEquals(2, run(Map.of(), args));
        }
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("Which command?"), err.toString());
        assertTrue(err.toString().contains("Unmatched argument at index 0: 'nope'"), err.toString());
    }

    @Test
    void helpAndVersionGoToStdout() {
        assertEquals(0, run(Map.of(), "--version"));
        assertTrue(out.toString().startsWith("levqor "), out.toString());
        assertEquals(0, run(Map.of(), "--help"));
        assertEquals(0, run(Map.of(), "config", "--help"));
        assertTrue(out.toString().contains("Usage: levqor config"), out.toString());
    }

    @Test
    void aServerThatDoesNotAnswerIsOneLine() {
        String url = "http://127.0.0.1:" + TestPorts.free();
        for (String[] args : new String[][] {{"jobs", "list"}, {"users", "list"}, {"summary", "--preview"}}) {
            err.getBuffer().setLength(0);
            String[] all = Stream.concat(Stream.of(args), Stream.of("--url", url, "--key", "k"))
                    .toArray(String[]::new);
            assertEquals(1, run(Map.of(), all));
            assertEquals(1, err.toString().lines().count(), err.toString());
            assertTrue(err.toString().contains(url + " does not answer"), err.toString());
        }
    }

    @Test
    void aFailureWithoutAMessageOfItsOwnHasTheMeaningOfItsCode() {
        assertEquals(
                "There is nothing with this id. (key_id live_1)", FailureText.of(Failure.notFound("key_id", "live_1")));
        assertEquals("/scopes: is empty", FailureText.of(Failure.invalid("/scopes", "is empty")));
    }

    @Test
    void verticlesThatThereAreNotAreAUsageError() {
        assertEquals(2, run(Map.of(), "run", "--except", "http,nope"));
        assertTrue(err.toString().contains("There is no verticle nope; there are audit,"), err.toString());
        assertEquals(2, run(Map.of(), "run", "--only", "http", "--except", "jobs"));
        assertTrue(err.toString().contains("--only or --except"), err.toString());
    }

    private int run(Map<String, String> env, String... args) {
        return new Cli(env, new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
    }
}
