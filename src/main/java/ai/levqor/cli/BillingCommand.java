package ai.levqor.cli;

import ai.levqor.billing.Billing;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
    private static final int MAX_PAGE = 200;

    @Mixin
    private CommandContext command = new CommandContext();

    /** {@code levqor billing} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("events or replay?");
    }

    @Command(name = "events", description = "Lists the events of Stripe, newest first.")
    int events(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "Only those that are waiting, done, ignored or failed.")
                    @Nullable
                    String state,
            @Option(names = "--limit", defaultValue = "50", paramLabel = "N", description = "At most so many.")
                    int limit,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        return onNode(node -> {
            var events = new JsonArray();
            var input = new JsonObject().put("limit", Math.min(limit, MAX_PAGE));
            if (state != null) {
                input.put("state", state);
            }
            JsonObject page;
            do {
                page = node.call(Billing.EVENTS, input.copy());
                page.getJsonArray("events").stream()
                        .limit(limit - events.size())
                        .forEach(events::add);
                input.put("cursor", page.getString("next_cursor"));
            } while (page.getBoolean("has_more") && events.size() < limit);
            show(events, json);
        });
    }

    @Command(
            name = "replay",
            description = "Has events worked on once more; what is right already does not change.",
            footer = {"", "Example: levqor billing replay evt_1PexampleA evt_1PexampleB"})
    int replay(
            @Parameters(arity = "1..*", paramLabel = "EVENT", description = "Stripe's id of an event.") String[] ids,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        return onNode(node -> {
            var events = new JsonArray();
            for (String id : ids) {
                events.add(node.call(Billing.REPLAY, new JsonObject().put("event_id", id)));
            }
            show(events, json);
        });
    }

    private void show(JsonArray events, boolean json) {
        PrintWriter out = command.out();
        if (json) {
            out.println(events.encodePrettily());
        } else {
            var table = new Table("RECEIVED", "EVENT", "TYPE", "STATE", "ABOUT", "ERROR");
            for (Object item : events) {
                var event = (JsonObject) item;
                table.row(
                        Instant.ofEpochSecond(event.getLong("received_at")).toString(),
                        event.getString("event_id"),
                        event.getString("type"),
                        event.getString("state"),
                        text(event, "object_id"),
                        text(event, "error"));
            }
            table.print(out);
        }
        out.flush();
    }

    private static String text(JsonObject event, String name) {
        return event.getValue(name) instanceof String text ? text : "";
    }

    private int onNode(Consumer<LocalNode> work) {
        try (var node = LocalNode.start(command.cli().env(), Set.of("billing"))) {
            work.accept(node);
            return 0;
        } catch (Failure failure) {
            command.err().println(words(failure));
        } catch (IOException e) {
            command.err().println(e.getMessage());
        }
        command.err().flush();
        return 1;
    }

    private static String words(Failure failure) {
        if (failure.code() == Code.NOT_FOUND) {
            return "There is no event " + failure.details().getString("event_id") + ".";
        }
        return failure.getMessage() == null ? failure.code().meaning() : failure.getMessage();
    }
}
