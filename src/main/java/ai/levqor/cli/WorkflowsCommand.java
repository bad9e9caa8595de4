package ai.levqor.cli;

import ai.levqor.connectors.Manifests;
import ai.levqor.contract.Schemas;
import ai.levqor.workflows.ConnectorFunctions;
import ai.levqor.workflows.Offer;
import ai.levqor.workflows.Workflows;
import ai.levqor.workflows.dsl.Surroundings;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Mixin
    private CommandContext command = new CommandContext();

    /** {@code levqor workflows} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("Which of validate, test, create, list, show, diagram, delete?");
    }

    /** What definitions may refer to on a server with these settings; any secret and any worker may be there. */
    Surroundings surroundings() throws IOException {
        var schemas = new Schemas();
        var functions = ConnectorFunctions.of(Manifests.list(command.cli().settings(), schemas));
        return new Offer(secret -> true, () -> functions, schemas);
    }

    @Command(name = "create", description = "Stores definitions; new jobs of their names run them.")
    void create(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Definitions, YAML or JSON.") Path[] files,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        try (LocalNode node = command.node("workflows")) {
            for (Path file : files) {
                JsonObject stored = node.call(Workflows.CREATE, new JsonObject().put("source", command.read(file)));
                command.print(
                        stored, json, "Stored " + stored.getString("name") + " " + stored.getString("version") + ".");
            }
        }
    }

    @Command(name = "list", description = "Lists the newest version of each workflow, by name.")
    void list(@Option(names = "--json", description = JSON) boolean json) throws IOException {
        try (LocalNode node = command.node("workflows")) {
            var table = new Table("NAME", "VERSION", "TITLE", "CREATED", "BY");
            command.print(node.list(Workflows.LIST, "workflows"), json, table, WorkflowsCommand::row);
        }
    }

    private static void row(Table table, JsonObject workflow) {
        table.row(
                workflow.getString("name"),
                workflow.getString("version"),
                workflow.getString("title"),
                Instant.ofEpochSecond(workflow.getLong("created_at")).toString(),
                workflow.getString("created_by"));
    }

    @Command(name = "show", description = "Prints a definition as it was stored.")
    void show(
            @Parameters(paramLabel = "NAME", description = "The workflow's name.") String name,
            @Option(names = "--version-of", paramLabel = "VERSION", description = VERSION) @Nullable String version,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        try (LocalNode node = command.node("workflows")) {
            JsonObject found = node.call(Workflows.GET, input(name, version));
            command.print(found, json, found.getString("source"));
        }
    }

    @Command(name = "diagram", description = "Prints a workflow's diagram as Mermaid text.")
    void diagram(
            @Parameters(paramLabel = "NAME", description = "The workflow's name.") String name,
            @Option(names = "--version-of", paramLabel = "VERSION", description = VERSION) @Nullable String version,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        try (LocalNode node = command.node("workflows")) {
            JsonObject found = node.call(Workflows.DIAGRAM, input(name, version));
            command.print(found, json, found.getString("mermaid"));
        }
    }

    @Command(name = "delete", description = "Deletes a version that no job has used.")
    void delete(
            @Parameters(index = "0", paramLabel = "NAME", description = "The workflow's name.") String name,
            @Parameters(index = "1", paramLabel = "VERSION", description = "Which version.") String version)
            throws IOException {
        try (LocalNode node = command.node("workflows")) {
            node.call(Workflows.DELETE, input(name, version));
            command.out().println("Deleted " + name + " " + version + ".");
        }
    }

    private static JsonObject input(String name, @Nullable String version) {
        var input = new JsonObject().put("name", name);
        return version == null ? input : input.put("version", version);
    }
}
