package ai.levqor.workflows.dsl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionsTest {
    private static final String HEAD = """
            document:
              dsl: '1.0.0'
              namespace: default
              name: sample
              version: '1.2.3'
            """;

    private static Definition read(String tasks) throws DefinitionException {
        return Definitions.read(HEAD + tasks);
    }

    private static String problem(String tasks) {
        var refused = assertThrows(DefinitionException.class, () -> read(tasks), tasks);
        return String.valueOf(refused.getMessage());
    }

    @Test
    void whatOnlyTheLanguagesOwnSchemaRefusesHasItsLine() {
        var refused = assertThrows(DefinitionException.class, () -> Definitions.read("""
                        document: {dsl: '1.0.0', namespace: t, name: x, version: '1.0.0'}
                        do:
                          - a: {set: {b: 1}}
                          - c: {set: {}}
                        """));
        assertEquals(4, refused.problems().getFirst().line());
        assertEquals("/do/1/c", refused.problems().getFirst().path());
    }

    @Test
    void readsEveryKindOfTask() throws Exception {
        Definition definition = read("""
                do:
                  - shape: {set: {a: '${ .b }'}}
                  - group: {do: [{inner: {set: {c: 1}}}]}
                  - choose: {switch: [{yes: {when: .a, then: end}}, {no: {then: continue}}]}
                  - each: {for: {each: item, in: .items}, while: .go, do: [{x: {set: {i: '${ $item }'}}}]}
                  - both: {fork: {compete: true, branches: [{l: {set: {l: 1}}}, {r: {set: {r: 1}}}]}}
                  - careful:
                      try: [{risky: {call: http, with: {method: get, endpoint: 'https://example.com'}}}]
                      catch:
                        errors: {with: {status: 503}}
                        retry: {delay: PT2S, backoff: {exponential: {}}, limit: {attempt: {count: 3}}}
                        do: [{note: {set: {failed: true}}}]
                  - stop: {raise: {error: {type: 'https://example.com/no', status: 400, title: Stop}}}
                  - rest: {wait: {minutes: 1, seconds: 30}}
                  - work: {call: invoice.send, with: {to: '${ .to }'}}
                  - tell: {emit: {event: {with: {source: 'https://example.com', type: done}}}}
                  - hear: {listen: {to: {any: [{with: {type: a}}, {with: {type: b}}]}}, timeout: {after: PT1H}}
                  - nested: {run: {workflow: {namespace: default, name: other, version: '1.0.0'}}}
                """);
        assertEquals("sample", definition.name());
        assertEquals("1.2.3", definition.version());
        assertEquals(
                List.of("set", "do", "switch", "for", "fork", "try", "raise", "wait", "call", "emit", "listen", "run"),
                Action.KEYWORDS);
        assertEquals(
                Action.KEYWORDS,
                definition.tasks().stream().map(task -> task.action().keyword()).toList());
        assertEquals(
                Duration.ofSeconds(90),
                assertInstanceOf(Action.Wait.class, definition.tasks().get(7).action())
                        .time());
        assertEquals(Duration.ofHours(1), definition.tasks().get(10).timeout());
    }

    @Test
    void readsJsonToo() throws Exception {
        Definition definition = Definitions.read("""
                {"document":{"dsl":"1.0.0","namespace":"default","name":"json","version":"1.0.0"},
                 "do":[{"a":{"set":{"x":1}}}]}
                """);
        assertEquals("json", definition.name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "do: [{a: {sett: {x: 1}}}] | line 6, /do/0/a must have one of",
                "do: [{a: {set: {x: 1}, wait: PT1S}}] | line 6, /do/0/a must have one of",
                "do: [{a: {set: {x: 1}, then: nowhere}}] | goes on to \"nowhere\"",
                "do: [{a: {set: {x: 1}}}, {a: {set: {x: 1}}}] | has two tasks named \"a\"",
                "do: [{a: {set: '${ .x ] }'}}] | /do/0/a/set is no jq expression",
                "do: [{a: {wait: soon}}] | /do/0/a/wait must be a duration",
                "do: [{a: {call: grpc, with: {}}}] | grpc is not supported",
                "do: [{a: {run: {shell: {command: ls}}}}] | /do/0/a/run/shell is not supported",
                "do: [{a: {set: {x: 1}, output: {schema: {}}}}] | /do/0/a/output/schema/document must be a JSON Schema",
                "do: [{a: {try: [{b: {set: {x: 1}}}], catch: {retry: {delay: PT1S}}}}] | needs limit.attempt.count",
                "do: [{a: {for: {each: x}, do: [{b: {set: {x: 1}}}]}}] | /do/0/a/for/in is missing",
                "do: [] | /do must be a list",
                "use: {extensions: [a]} | /use/extensions is not supported",
                "do: [{a: {set: {x: 1}}}, | is no YAML or JSON",
            })
    void saysWhereAndWhatIsWrong(String tasks, String expected) {
        String problem = problem(tasks);
        assertTrue(problem.contains(expected), problem);
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() {
        var refused = assertThrows(DefinitionException.class, () -> read("""
                do:
                  - a: {wait: soon}
                  - b: {set: {x: 1}, nonsense: 1}
                """));
        assertEquals(
                List.of(7, 8),
                refused.problems().stream()
                        .map(DefinitionException.Problem::line)
                        .toList());
    }

    @Test
    void refusesAttacksOnTheReader() {
        String bomb = """
                a: &a [x,x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
                d: [*c,*c,*c,*c]
                """;
        assertThrows(DefinitionException.class, () -> Definitions.read(bomb));
        assertThrows(DefinitionException.class, () -> Definitions.read("[".repeat(5_000)));
        assertThrows(DefinitionException.class, () -> Definitions.read("x".repeat(Definitions.MAX_LENGTH + 1)));
        assertThrows(DefinitionException.class, () -> Definitions.read("!!javax.script.ScriptEngineManager []"));
        assertThrows(DefinitionException.class, () -> read("do: " + "[{a: {do: ".repeat(40) + "[]" + "}}]".repeat(40)));
    }
}
