package ai.levqor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code levqor workflows}, as typed: its output, its complaints, its exit status. */
class WorkflowsCommandIT {
    private static final String GREETS = """
            document: {dsl: '1.0.0', namespace: t, name: greets, version: '%s'}
            do:
              - ask: {call: http, with: {method: get, endpoint: 'https://names.example'}}
              - greet: {set: {message: '${ "Hello, \\(.name)!" }'}}
            """;

    @TempDir
    Path dir;

    private String out = "";
    private String err = "";

    private int run(String... args) {
        var printed = new StringWriter();
        var complained = new StringWriter();
        int status = new Cli(
                        Map.of("LEVQOR_DATA_DIR", dir.resolve("data").toString()),
                        new PrintWriter(printed, true),
                        new PrintWriter(complained, true))
                .run(args);
        out = printed.toString();
        err = complained.toString();
        return status;
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    @Test
    void validateSaysOfEachFileWhatIsWrongAndWhere() throws IOException {
        String right = file("right.yaml", GREETS.formatted("1.0.0"));
        String wrong = file("wrong.yaml", """
                document: {dsl: '1.0.0', namespace: t, name: wrong, version: '1.0.0'}
                do:
                  - pause: {wait: soon}
                  - ask: {call: http, with: {method: get}}
                """);
        assertEquals(0, run("workflows", "validate", right), err);
        assertTrue(out.contains("greets 1.0.0 is valid"), out);
        assertEquals(1, run("workflows", "validate", right, wrong));
        assertTrue(out.contains(wrong + ":3: /do/0/pause/wait must be a duration"), out);
        assertTrue(out.contains(wrong + ":4: /do/1/ask/with/endpoint is missing"), out);
        assertEquals(1, run("workflows", "validate", "--json", wrong));
        JsonObject answer = new JsonArray(out).getJsonObject(0);
        assertFalse(answer.getBoolean("valid"));
        assertEquals(2, answer.getJsonArray("problems").size(), out);
        assertEquals(1, run("workflows", "validate", dir.resolve("absent.yaml").toString()));
        assertTrue(out.contains("cannot be read"), out);
    }

    @Test
    void validateKnowsWhatTheFunctionsTake() throws IOException {
        String wrong = file("functions.yaml", """
                document: {dsl: '1.0.0', namespace: t, name: functions, version: '1.0.0'}
                do:
                  - typo: {call: slack.post_mesage, with: {channel: C1}}
                  - param:
                      call: slack.post_message
                      with:
                        chanel: C1
                        mrkdwn: 'yes'
                        text: '${ .text }'
                        credentials: {stored: team}
                  - chat: {call: ai.chat, with: {prompt: hello}}
                  - mail: {call: email.send}
                  - fine: {call: slack.post_message, with: {channel: '${ .channel }', text: hi, mrkdwn: '${ .m }'}}
                  - mine: {call: crm.create, with: {anything: 1}}
                """);
        assertEquals(1, run("workflows", "validate", wrong));
        assertTrue(out.contains(":3: /do/0/typo/call the connector slack has no action \"post_mesage\""), out);
        assertTrue(out.contains(":7: /do/1/param/with/chanel is no parameter; there are blocks, channel,"), out);
        assertTrue(out.contains(":8: /do/1/param/with/mrkdwn "), out);
        assertTrue(out.contains("/do/1/param/with/channel is missing"), out);
        assertTrue(out.contains("/do/2/chat/with/prompt is no parameter"), out);
        assertTrue(out.contains("/do/2/chat/with/messages is missing"), out);
        assertTrue(out.contains("/do/3/mail/with/to is missing"), out);
        assertFalse(out.contains("fine") || out.contains("mine"), out);
    }

    @Test
    void testRunsADefinitionAgainstRecordedAnswers() throws IOException {
        String definition = file("greets.yaml", GREETS.formatted("1.0.0"));
        String right = file("right-mocks.yaml", """
                functions: {http: {return: {name: Ann}}}
                expect: {output: {message: 'Hello, Ann!'}}
                """);
        assertEquals(0, run("workflows", "test", definition, "--input", "{}", "--mocks", right), out + err);
        assertEquals(0, run("workflows", "test", definition, "--mocks", right, "--json"), out + err);
        var answer = new JsonObject(out);
        assertTrue(answer.getBoolean("passed"), out);
        assertEquals("Hello, Ann!", answer.getJsonObject("output").getString("message"));
        String wrong = file("wrong-mocks.yaml", """
                functions: {http: {return: {name: Bob}}}
                expect: {output: {message: 'Hello, Ann!'}}
                """);
        assertEquals(1, run("workflows", "test", definition, "--mocks", wrong));
        assertTrue((out + err).contains("Bob"), out + err);
    }

    @Test
    void definitionsAreStoredListedShownDrawnAndDeleted() throws IOException {
        String definition = file("greets.yaml", GREETS.formatted("1.0.0"));
        assertEquals(0, run("workflows", "create", definition), err);
        assertEquals("Stored greets 1.0.0.", out.strip());
        assertEquals(0, run("workflows", "create", file("next.yaml", GREETS.formatted("1.1.0"))), err);
        assertEquals(
                1, run("workflows", "create", file("bad.yaml", GREETS.formatted("1.0.0") + "  - x: {set: {a: 1}}\n")));
        assertTrue(err.contains("Version 1.0.0 of greets exists with another text"), err);
        assertEquals(0, run("workflows", "list"), err);
        assertTrue(out.lines().anyMatch(line -> line.matches("greets +1\\.1\\.0 +.*")), out);
        assertEquals(0, run("workflows", "show", "greets", "--version-of", "1.0.0"), err);
        assertEquals(GREETS.formatted("1.0.0").strip(), out.strip());
        assertEquals(0, run("workflows", "diagram", "greets"), err);
        assertTrue(out.contains("ask") && out.contains("greet"), out);
        assertEquals(0, run("workflows", "delete", "greets", "1.1.0"), err);
        assertEquals(0, run("workflows", "show", "greets", "--json"), err);
        assertEquals("1.0.0", new JsonObject(out).getString("version"));
        assertEquals(1, run("workflows", "delete", "greets", "1.1.0"));
        assertTrue(err.contains("There is no workflow \"greets\" of version 1.1.0."), err);
    }
}
