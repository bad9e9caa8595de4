package ai.levqor.cli;

import ai.levqor.summary.Summary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor summary}: shows or mails the summary of the last day or week. */
@Command(
        name = "summary",
        description = "Shows or mails the summary of the last day or week.",
        footer = {
            "",
            "The server mails summaries by itself to those whom summary.daily-to and",
            "summary.weekly-to name. The key needs summary:read, to send summary:write."
        })
final class SummaryCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private What what;

    @Option(names = "--period", description = "daily or weekly. Default: ${DEFAULT-VALUE}.", defaultValue = "daily")
    private String period = "daily";

    @Option(
            names = "--to",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Who gets it. Default: whom the server's settings name.")
    private List<String> to = List.of();

    @Option(names = "--html", description = "With --preview: print the HTML of the mail.")
    private boolean html;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** One of the two. */
    static final class What {
        @Option(names = "--preview", required = true, description = "Print it.")
        @SuppressWarnings("UnusedVariable") // it is what is done unless the other is asked for
        private boolean preview;

        @Option(names = "--send", required = true, description = "Mail it now.")
        @SuppressWarnings("UnusedVariable") // what is not a preview
        private boolean send;
    }

    @Override
    public Integer call() throws IOException {
        Remote server = options.server(command);
        var input = new JsonObject().put("period", period);
        if (what.preview) {
            JsonObject summary = server.call(Summary.GET, input);
            command.print(summary, json, summary.getString(html ? "html" : "text"));
        } else {
            JsonObject sent =
                    server.call(Summary.SEND, to.isEmpty() ? input : input.put("to", new JsonArray(List.copyOf(to))));
            String whom = sent.getJsonArray("to").stream().map(String::valueOf).collect(Collectors.joining(", "));
            command.print(sent, json, "Queued mail " + sent.getString("email_id") + " to " + whom);
        }
        return 0;
    }
}
