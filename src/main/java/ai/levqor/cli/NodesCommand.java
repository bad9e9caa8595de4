package ai.levqor.cli;

import ai.levqor.ops.Ops;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor nodes}: who runs what, by the heartbeats in the configured database. */
@Command(
        name = "nodes",
        description = "Lists the nodes of the last day and the verticles that they run.",
        footer = {"", "It reads the configured database, whether a server runs or not."})
final class NodesCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try (LocalNode node = command.node("ops")) {
            JsonObject answer = node.call(Ops.NODES, new JsonObject());
            if (json) {
                command.out().println(answer.encodePrettily());
            } else {
                var table = new Table("NODE", "NAME", "STATE", "VERSION", "STARTED", "LAST BEAT", "VERTICLES");
                command.print(answer.getJsonArray("nodes"), false, table, NodesCommand::row);
            }
            return 0;
        }
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
