package ai.levqor.cli;

import ai.levqor.billing.Billing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor billing}: the events of Stripe, by the operations of billing. */
@Command(
        name = "billing",
        description = "Lists the events of Stripe, and has them worked on once more.",
        footer = {
            "",
            "It works on the configured database, whether a server runs or not; one that",
            "runs works on a replayed event within 20 seconds."
        })
final class BillingCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    /** {@code levqor billing} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("events or replay?");
    }

    @Command(name = "events", description = "Lists the events of Stripe, newest first.")
    void events(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "Only those that are waiting, done, ignored or failed.")
                    @Nullable
                    String state,
            @Option(names = "--limit", defaultValue = "50", paramLabel = "N", description = "At most so many.")
                    int limit,
            @Option(names = "--json", description = "Print JSON.") boolean json)
            throws IOException {
        var filter = new JsonObject();
        if (state != null) {
            filter.put("state", state);
        }
        try (LocalNode node = command.node("billing")) {
            show(node.list(Billing.EVENTS, filter, "events", limit), json);
        }
    }

    @Command(
            name = "replay",
            description = "Has events worked on once more; what is right already does not change.",
            footer = {"", "Example: levqor billing replay evt_1PexampleA evt_1PexampleB"})
    void replay(
            @Parameters(arity = "1..*", paramLabel = "EVENT", description = "Stripe's id of an event.") String[] ids,
            @Option(names = "--json", description = "Print JSON.") boolean json)
            throws IOException {
        try (LocalNode node = command.node("billing")) {
            var events = new JsonArray();
            for (String id : ids) {
                events.add(node.call(Billing.REPLAY, new JsonObject().put("event_id", id)));
            }
            show(events, json);
        }
    }

    private void show(JsonArray events, boolean json) {
        command.print(
                events, json, new Table("RECEIVED", "EVENT", "TYPE", "STATE", "ABOUT", "ERROR"), BillingCommand::row);
    }

    private static void row(Table table, JsonObject event) {
        table.row(
                Instant.ofEpochSecond(event.getLong("received_at")).toString(),
                event.getString("event_id"),
                event.getString("type"),
                event.getString("state"),
                text(event, "object_id"),
                text(event, "error"));
    }

    private static String text(JsonObject event, String name) {
        return event.getValue(name) instanceof String text ? text : "";
    }
}
