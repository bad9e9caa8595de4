package ai.levqor.cli;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.DefinitionException.Problem;
import ai.levqor.workflows.dsl.Definitions;
import ai.levqor.workflows.dsl.Surroundings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code levqor workflows validate}: everything that is wrong with definitions, by file and line. */
@Command(
        name = "validate",
        description = "Checks definitions and tells everything that is wrong with them, by file and line.",
        footer = {"", "Exit status: 0 when all are right, 1 when one is not."})
final class WorkflowsValidateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private WorkflowsCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Definitions, YAML or JSON.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private List<Path> files;

    @Option(names = "--json", description = "Print JSON: file, valid, name, version, problems.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        var results = new JsonArray();
        boolean right = true;
        Surroundings surroundings = parent.surroundings();
        for (Path file : files) {
            JsonObject result = check(file, surroundings);
            results.add(result);
            right &= result.getBoolean("valid");
            if (!json) {
                print(out, result);
            }
        }
        if (json) {
            out.println(results.encodePrettily());
        }
        return right ? 0 : 1;
    }

    private static JsonObject check(Path file, Surroundings surroundings) {
        var result = new JsonObject().put("file", file.toString());
        try {
            Definition definition = Definitions.read(Files.readString(file), surroundings);
            return result.put("valid", true)
                    .put("name", definition.name())
                    .put("version", definition.version())
                    .put("problems", new JsonArray());
        } catch (DefinitionException e) {
            return result.put("valid", false)
                    .put(
                            "problems",
                            new JsonArray(e.problems().stream()
                                    .map(WorkflowsValidateCommand::json)
                                    .toList()));
        } catch (IOException e) {
            return result.put("valid", false)
                    .put("problems", new JsonArray().add(json(new Problem(0, "", "cannot be read"))));
        }
    }

    private static JsonObject json(Problem problem) {
        return new JsonObject()
                .put("line", problem.line())
                .put("path", problem.path())
                .put("message", problem.message());
    }

    private static void print(PrintWriter out, JsonObject result) {
        if (result.getBoolean("valid")) {
            out.println(result.getString("file") + ": " + result.getString("name") + " " + result.getString("version")
                    + " is valid");
        }
        for (Object element : result.getJsonArray("problems")) {
            var problem = (JsonObject) element;
            String path = problem.getString("path");
            out.println(result.getString("file") + ":" + problem.getInteger("line") + ": "
                    + (path.isEmpty() ? "" : path + " ") + problem.getString("message"));
        }
    }
}
