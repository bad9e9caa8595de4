package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.Definitions;
import ai.levqor.workflows.dsl.Start;
import ai.levqor.workflows.trial.Mocks;
import ai.levqor.workflows.trial.Trial;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static JsonNode yaml(String text) throws Exception {
        return YAML.readTree(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "hello | {name: Ann} | {} | {message: 'Hello, Ann!'}",
                "hello | {} | {} | {message: 'Hello, world!'}",
                "fetch-and-notify | {url: 'https://a.example/x', notify_url: 'https://a.example/y'} |"
                        + " {steps: {get: [{error: {status: 503}}, {return: {statusCode: 200, content: {a: 1}}}],"
                        + " notify: {return: {}}}} | {notified: true, status: 200}",
                "fetch-and-notify | {url: 'https://a.example/x', notify_url: 'https://a.example/y'} |"
                        + " {steps: {get: {error: {status: 500}}, notify: {return: {}}}} |"
                        + " {notified: true, status: 500}",
                "ai-analysis | {text: Fine.} | {functions: {ai.chat: {return: {message: {role: assistant,"
                        + " content: \"Positive\\nAll is   well.\"}, model: m, usage: {input_tokens: 1, output_tokens: 2}}}}} |"
                        + " {sentiment: positive, summary: All is well., model: m,"
                        + " usage: {input_tokens: 1, output_tokens: 2}}",
                "approval | {what: a thing} | {events: [{type: approval, data: {approved: true, by: ann,"
                        + " comment: yes please}, after: PT1H}]} |"
                        + " {decision: approved, what: a thing, by: ann, comment: yes please}",
                "approval | {what: a thing} | {} |"
                        + " {decision: rejected, what: a thing, by: null, comment: nobody decided in time}",
                "nightly-report | {to: ann@example.com, sources: ['https://a.example/1', 'https://a.example/2']} |"
                        + " {steps: {fetch: [{return: {n: 1}}, {error: {status: 404, title: gone}}]},"
                        + " functions: {email.send: {return: {id: m1, status: queued}}}} |"
                        + " {mail: m1, rows: [{source: 'https://a.example/1', data: {n: 1}},"
                        + " {source: 'https://a.example/2', data: {error: gone}}]}",
            })
    void doesWhatItSays(String name, String input, String mocks, String expected) throws Exception {
        Definition definition = Definitions.read(Samples.source(name));
        Trial.Outcome outcome = Trial.run(definition, yaml(input), Mocks.read(yaml(mocks), Map.of()));
        assertEquals(yaml(expected), outcome.output(), String.valueOf(outcome.error()));
    }

    @Test
    void theReportIsNightly() throws Exception {
        Definition report = Definitions.read(Samples.source("nightly-report"));
        assertEquals(
                "30 2 * * *",
                assertInstanceOf(Start.Cron.class, report.schedule()).expression());
    }
}
