package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.ops.Ops;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code levqor nodes}: who runs what, by the heartbeats in the configured database. */
@Command(
        name = "nodes",
        description = "Lists the nodes of the last day and the verticles that they run.",
        footer = {"", "It reads the configured database, whether a server runs or not."})
final class NodesCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try (LocalNode node = LocalNode.start(cli.env(), Set.of("ops"))) {
            print(node.call(Ops.NODES, new JsonObject()));
            return 0;
        } catch (Failure | IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private void print(JsonObject answer) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(answer.encodePrettily());
        } else {
            Table table = new Table("NODE", "NAME", "STATE", "VERSION", "STARTED", "LAST BEAT", "VERTICLES");
            JsonArray nodes = answer.getJsonArray("nodes");
            for (int i = 0; i < nodes.size(); i++) {
                row(table, nodes.getJsonObject(i));
            }
            table.print(out);
        }
        out.flush();
    }

    private static void row(Table table, JsonObject node) {
        table.row(
                node.getString("node_id"),
                node.getString("name"),
                node.getString("state"),
                node.getString("version"),
                time(node.getLong("started_at")),
                time(node.getLong("last_beat_at")),
                node.getJsonArray("verticles").stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private static String time(long seconds) {
        return Instant.ofEpochSecond(seconds).toString();
    }
}
