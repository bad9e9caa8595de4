package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.connectors.Manifests;
import ai.levqor.contract.Schemas;
import ai.levqor.workflows.ConnectorFunctions;
import ai.levqor.workflows.Offer;
import ai.levqor.workflows.Workflows;
import ai.levqor.workflows.dsl.Surroundings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code levqor workflows}: definitions, checked and tried in this process, stored by the operations of the workflows. */
@Command(
        name = "workflows",
        description = "Checks, tries, stores and shows workflow definitions.",
        subcommands = {WorkflowsValidateCommand.class, WorkflowsTestCommand.class},
        footer = {
            "",
            "validate and test need neither server nor database. The others work on the",
            "configured database, whether a server runs or not; one that runs knows of a",
            "change within 15 seconds. The settings must be those of the server."
        })
final class WorkflowsCommand implements Callable<Integer> {
    private static final String JSON = "Print the answer as JSON.";
    private static final String VERSION = "Which version. Default: the newest.";

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** {@code levqor workflows} alone: a usage error. */
    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "Which of validate, test, create, list, show, diagram, delete?");
    }

    /** What definitions may refer to on a server with these settings; any secret and any worker may be there. */
    Surroundings surroundings() {
        var schemas = new Schemas();
        JsonArray connectors;
        try {
            connectors = Manifests.list(cli.settings(), schemas);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        var functions = ConnectorFunctions.of(connectors);
        return new Offer(secret -> true, () -> functions, schemas);
    }

    @Command(name = "create", description = "Stores definitions; new jobs of their names run them.")
    int create(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Definitions, YAML or JSON.") Path[] files,
            @Option(names = "--json", description = JSON) boolean json) {
        return onNode(node -> {
            for (Path file : files) {
                JsonObject stored = node.call(Workflows.CREATE, new JsonObject().put("source", read(file)));
                out().println(
                                json
                                        ? stored.encodePrettily()
                                        : "Stored " + stored.getString("name") + " " + stored.getString("version")
                                                + ".");
            }
        });
    }

    @Command(name = "list", description = "Lists the newest version of each workflow, by name.")
    int list(@Option(names = "--json", description = JSON) boolean json) {
        return onNode(node -> {
            var workflows = new JsonArray();
            var input = new JsonObject().put("limit", 200);
            JsonObject page;
            do {
                page = node.call(Workflows.LIST, input.copy());
                workflows.addAll(page.getJsonArray("workflows"));
                input.put("cursor", page.getString("next_cursor"));
            } while (page.getBoolean("has_more"));
            if (json) {
                out().println(workflows.encodePrettily());
                return;
            }
            var table = new Table("NAME", "VERSION", "TITLE", "CREATED", "BY");
            for (Object element : workflows) {
                var one = (JsonObject) element;
                table.row(
                        one.getString("name"),
                        one.getString("version"),
                        one.getString("title"),
                        Instant.ofEpochSecond(one.getLong("created_at")).toString(),
                        one.getString("created_by"));
            }
            table.print(out());
        });
    }

    @Command(name = "show", description = "Prints a definition as it was stored.")
    int show(
            @Parameters(paramLabel = "NAME", description = "The workflow's name.") String name,
            @Option(names = "--version-of", paramLabel = "VERSION", description = VERSION) @Nullable String version,
            @Option(names = "--json", description = JSON) boolean json) {
        return run(
                Workflows.GET,
                input(name, version),
                found -> out().println(json ? found.encodePrettily() : found.getString("source")));
    }

    @Command(name = "diagram", description = "Prints a workflow's diagram as Mermaid text.")
    int diagram(
            @Parameters(paramLabel = "NAME", description = "The workflow's name.") String name,
            @Option(names = "--version-of", paramLabel = "VERSION", description = VERSION) @Nullable String version,
            @Option(names = "--json", description = JSON) boolean json) {
        return run(
                Workflows.DIAGRAM,
                input(name, version),
                found -> out().println(json ? found.encodePrettily() : found.getString("mermaid")));
    }

    @Command(name = "delete", description = "Deletes a version that no job has used.")
    int delete(
            @Parameters(index = "0", paramLabel = "NAME", description = "The workflow's name.") String name,
            @Parameters(index = "1", paramLabel = "VERSION", description = "Which version.") String version) {
        return run(
                Workflows.DELETE, input(name, version), none -> out().println("Deleted " + name + " " + version + "."));
    }

    private static JsonObject input(String name, @Nullable String version) {
        var input = new JsonObject().put("name", name);
        return version == null ? input : input.put("version", version);
    }

    private int run(Operation operation, JsonObject input, Consumer<JsonObject> printer) {
        return onNode(node -> printer.accept(node.call(operation, input)));
    }

    private int onNode(Consumer<LocalNode> work) {
        PrintWriter err = spec.commandLine().getErr();
        try (LocalNode node = LocalNode.start(cli.env(), Set.of("workflows"))) {
            work.accept(node);
            return 0;
        } catch (IOException e) {
            err.println(e.getMessage());
        } catch (Failure failure) {
            err.println(text(failure));
        } catch (ParameterException e) {
            err.println(e.getMessage());
        }
        return 1;
    }

    /** A file's text; a usage error where it cannot be read. */
    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "Cannot read " + file + ".", e);
        }
    }

    private static String text(Failure failure) {
        JsonArray problems = failure.details().getJsonArray("problems");
        if (problems != null) {
            var lines = new StringBuilder();
            for (Object element : problems) {
                var problem = (JsonObject) element;
                lines.append(lines.isEmpty() ? "" : System.lineSeparator())
                        .append("line ")
                        .append(problem.getInteger("line"))
                        .append(", ")
                        .append(problem.getString("path"))
                        .append(' ')
                        .append(problem.getString("message"));
            }
            return lines.toString();
        }
        String message = failure.getMessage();
        String what = message == null ? failure.code().meaning() : message;
        return what
                + (failure.details().isEmpty() ? "" : " " + failure.details().encode());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
