package ai.levqor.workflows.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.Definitions;
import ai.levqor.workflows.trial.Trial.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    private static JsonNode yaml(String text) throws Exception {
        return YAML.readTree(text);
    }

    private static Definition definition(String body) throws Exception {
        return Definitions.read("document: {dsl: '1.0.0', namespace: t, name: t, version: '1.0.0'}\n" + body);
    }

    private static Outcome run(String body, String input, String mocks) throws Exception {
        return Trial.run(definition(body), yaml(input), Mocks.read(yaml(mocks), Map.of()));
    }

    @Test
    void retriesTakeNoTimeAndEachAttemptHasItsAnswer() throws Exception {
        Outcome outcome = run("""
                use:
                  retries: {often: {delay: PT1H, limit: {attempt: {count: 3}}}}
                do:
                  - careful:
                      try: [{ask: {call: shaky}}]
                      catch: {retry: often}
                """, "{}", """
                functions: {shaky: [{error: {status: 503}}, {error: {status: 503}}, {return: {ok: true}}]}
                """);
        assertEquals(yaml("{ok: true}"), outcome.output());
        assertEquals(Duration.ofHours(2), outcome.took());
    }

    @Test
    void eventsArriveWhileTheRunWaits() throws Exception {
        Outcome outcome = run(
                """
                do:
                  - hear: {listen: {to: {one: {with: {type: go}}}, read: envelope}, timeout: {after: P1D}}
                  - told: {set: {about: '${ .[0].subject }'}}
                """,
                "{}",
                "events: [{type: other}, {type: go, subject: x, after: PT2H}]\nexpect: {output: {about: x}}");
        assertTrue(outcome.asExpected());
        assertEquals(Duration.ofHours(2), outcome.took());
    }

    @Test
    void anAnswerThatTakesTooLongIsATimeout() throws Exception {
        Outcome outcome = run("""
                use: {timeouts: {short: {after: PT10S}}}
                do:
                  - slow: {call: http, with: {method: get, endpoint: 'https://example.com/x'}, timeout: short}
                """, "{}", """
                functions: {'GET https://example.com/x': {return: 1, takes: PT1M}}
                expect: {error: {status: 408}}
                """);
        assertTrue(outcome.asExpected(), String.valueOf(outcome.error()));
        assertEquals(Duration.ofSeconds(10), outcome.took());
    }

    @Test
    void tellsWhatTheMocksLack() throws Exception {
        var missing = assertThrows(TrialException.class, () -> run("do: [{ask: {call: who}}]", "{}", "{}"));
        assertTrue(String.valueOf(missing.getMessage()).contains("steps.ask or functions.who"), missing.getMessage());
        assertThrows(
                TrialException.class, () -> run("do: [{hear: {listen: {to: {one: {with: {type: go}}}}}}]", "{}", "{}"));
        assertThrows(TrialException.class, () -> run("do: [{a: {set: {x: 1}}}]", "{}", "answers: {}"));
        assertThrows(TrialException.class, () -> run("do: [{a: {set: {x: 1}}}]", "{}", "steps: {a: 1}"));
    }

    @Test
    void anotherResultIsNotAsExpected() throws Exception {
        assertFalse(run("do: [{a: {set: {x: 1}}}]", "{}", "expect: {output: {x: 2}}")
                .asExpected());
        assertTrue(run("do: [{a: {set: {x: 1}}}]", "{}", "expect: {output: {x: 1.0}}")
                .asExpected());
    }

    @Test
    void functionsErrorsSecretsAndSchemas() throws Exception {
        Outcome outcome = run("""
                input: {schema: {document: {type: object, required: [n]}}}
                use:
                  secrets: [pair]
                  errors: {odd: {type: 'https://example.com/odd', status: 422, title: odd}}
                  functions:
                    double:
                      input: {schema: {document: {type: object, properties: {n: {type: integer}}}}}
                      set: {n: '${ .n * 2 }'}
                do:
                  - one: {call: double, with: {n: '${ .n }'}}
                  - two: {call: double, with: {n: '${ .n }'}}
                  - who: {set: {n: '${ .n }', user: '${ $secrets.pair.username }'}}
                  - check: {switch: [{big: {when: .n > 10, then: stop}}, {small: {then: end}}]}
                  - stop: {raise: {error: odd}}
                """, "{n: 1}", "secrets: {pair: {username: ann, password: x}}");
        assertEquals(yaml("{n: 4, user: ann}"), outcome.output());
        JsonNode error = run("""
                input: {schema: {document: {type: object, required: [n]}}}
                do: [{a: {set: {x: 1}}}]
                """, "{}", "{}").error();
        assertNotNull(error);
        assertEquals(
                "https://serverlessworkflow.io/spec/1.0.0/errors/validation",
                error.path("type").asText());
        assertTrue(error.path("detail").asText().contains("'n'"), error.toString());
    }

    @Test
    void correlatesWhatBelongsTogether() throws Exception {
        String body = """
                do:
                  - both:
                      listen:
                        to:
                          all:
                            - {with: {type: paid}, correlate: {order: {from: .data.order}}}
                            - {with: {type: sent}, correlate: {order: {from: .data.order}}}
                """;
        Outcome outcome = run(body, "{}", """
                events:
                  - {type: paid, data: {order: 1}}
                  - {type: sent, data: {order: 2}}
                  - {type: sent, data: {order: 1}}
                """);
        assertEquals(yaml("[{order: 1}, {order: 1}]"), outcome.output());
        Outcome expected =
                run("""
                do:
                  - one:
                      listen:
                        to:
                          one: {with: {type: paid}, correlate: {order: {from: .data.order, expect: '${ .order }'}}}
                """, "{order: 2}", "events: [{type: paid, data: {order: 1}}, {type: paid, data: {order: 2}}]");
        assertEquals(yaml("[{order: 2}]"), expected.output());
    }

    @Test
    void aForkInsideALoserStopsWithIt() throws Exception {
        Outcome outcome = run("""
                do:
                  - race:
                      fork:
                        compete: true
                        branches:
                          - loser:
                              do:
                                - inner:
                                    fork:
                                      branches:
                                        - a: {do: [{nap: {wait: PT1H}}, {work: {call: never}}]}
                                        - b: {do: [{rest: {wait: PT1H}}, {toil: {call: never}}]}
                          - winner: {set: {won: true}}
                """, "{}", "{}");
        assertEquals(yaml("{won: true}"), outcome.output());
    }
}
