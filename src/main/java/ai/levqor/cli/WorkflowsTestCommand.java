package ai.levqor.cli;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.Definitions;
import ai.levqor.workflows.run.Entry;
import ai.levqor.workflows.trial.Mocks;
import ai.levqor.workflows.trial.Trial;
import ai.levqor.workflows.trial.Trial.Line;
import ai.levqor.workflows.trial.Trial.Outcome;
import ai.levqor.workflows.trial.TrialException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code levqor workflows test}: a definition against recorded answers. */
@Command(
        name = "test",
        description = "Runs a definition against recorded answers; nothing outside is called, waits take no time.",
        footer = {
            "",
            "Mocks, YAML or JSON:",
            "  steps:      answers by a task's name or path",
            "  functions:  answers by what is called: http, \"GET https://…\", ai.chat, a worker's name",
            "  events:     [{type, data?, after?}], sent one by one while the run waits",
            "  secrets:    {name: value}",
            "  expect:     {output: …} or {error: {status: …}}",
            "An answer is {return: …} or {error: {status, type?, title?, detail?}}, with takes: PT5S;",
            "a list has one for each attempt.",
            "",
            "Exit status: 0 when it ends as expected, or well where nothing is expected; else 1."
        })
final class WorkflowsTestCommand implements Callable<Integer> {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final int WIDEST = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The definition, YAML or JSON.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(names = "--input", paramLabel = "JSON|FILE", description = "The job's payload; {} when left out.")
    private String input = "{}";

    @Option(names = "--mocks", paramLabel = "FILE", description = "The recorded answers.")
    private @Nullable Path mocks;

    @Option(names = "--with", paramLabel = "FILE", description = "Further definitions, for run: workflow.")
    private List<Path> others = List.of();

    @Option(names = "--json", description = "Print JSON: passed, output or error, steps, emitted, took_ms.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Map<String, Definition> definitions = new HashMap<>();
            for (Path other : others) {
                Definition definition = definition(other);
                definitions.put(definition.name(), definition);
            }
            JsonNode recorded = mocks == null ? JsonNodeFactory.instance.objectNode() : parse(read(mocks), mocks);
            String given = input.strip();
            JsonNode payload = given.startsWith("{") ? parse(given, "--input") : parse(read(Path.of(given)), given);
            Outcome outcome = Trial.run(definition(file), payload, Mocks.read(recorded, definitions));
            if (json) {
                spec.commandLine()
                        .getOut()
                        .println(new ObjectMapper()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(json(outcome)));
            } else {
                print(outcome);
            }
            return outcome.asExpected() ? 0 : 1;
        } catch (DefinitionException e) {
            e.problems().forEach(problem -> err.println(problem));
        } catch (TrialException e) {
            err.println(e.getMessage());
        }
        return 1;
    }

    private Definition definition(Path path) throws DefinitionException {
        return Definitions.read(read(path));
    }

    private String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "Cannot read " + path + ".", e);
        }
    }

    private JsonNode parse(String text, Object from) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ParameterException(
                    spec.commandLine(), from + " is no YAML or JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void print(Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        var table = new Table("AFTER", "STEP", "TASK", "STATE", "DATA");
        for (Line line : outcome.lines()) {
            Entry entry = line.entry();
            table.row(duration(line.at()), entry.step(), entry.kind(), state(entry), shortened(data(entry)));
        }
        table.print(out);
        outcome.emitted().forEach(event -> out.println("emitted   " + event));
        out.println();
        JsonNode error = outcome.error();
        out.println((error == null ? "succeeded " : "failed    ") + "after " + duration(outcome.took()));
        out.println((error == null ? "output    " : "error     ") + (error == null ? outcome.output() : error));
        if (outcome.expected() != null) {
            out.println("expected  " + outcome.expected());
            out.println(outcome.asExpected() ? "as expected" : "NOT AS EXPECTED");
        }
    }

    private static String state(Entry entry) {
        return entry.state().name().toLowerCase(Locale.ROOT);
    }

    private static String data(Entry entry) {
        JsonNode shown = entry.error() == null ? entry.output() : entry.error();
        return shown == null ? "" : shown.toString();
    }

    private static String shortened(String text) {
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST) + "…";
    }

    private static String duration(Duration duration) {
        return duration.isZero() ? "0s" : duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(Outcome outcome) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("passed", outcome.asExpected())
                .put("took_ms", outcome.took().toMillis());
        json.set("output", outcome.output());
        json.set("error", outcome.error());
        json.set("expected", outcome.expected());
        ArrayNode steps = json.putArray("steps");
        for (Line line : outcome.lines()) {
            Entry entry = line.entry();
            ObjectNode step = steps.addObject()
                    .put("at_ms", line.at().toMillis())
                    .put("step", entry.step())
                    .put("name", entry.name())
                    .put("kind", entry.kind())
                    .put("state", state(entry));
            step.set("input", entry.input());
            step.set("output", entry.output());
            step.set("error", entry.error());
        }
        ArrayNode emitted = json.putArray("emitted");
        outcome.emitted().forEach(emitted::add);
        return json;
    }
}
