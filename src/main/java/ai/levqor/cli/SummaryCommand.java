package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.summary.Summary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "Without --url it asks the server that these settings describe (http.host,",
            "http.port); without --key it uses the first of api-keys, or the",
            "development key in the data folder. The server mails summaries by itself",
            "to those whom summary.daily-to and summary.weekly-to name."
        })
final class SummaryCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

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

    @Option(names = "--url", description = "The server, such as http://127.0.0.1:8080.")
    private @Nullable String url;

    @Option(names = "--key", description = "An API key with summary:read, to send with summary:write.")
    private @Nullable String key;

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
    public Integer call() throws InterruptedException {
        var input = new JsonObject().put("period", period);
        PrintWriter out = command.out();
        try {
            Remote server = Remote.of(command.cli().settings(), url, key);
            if (!what.preview) {
                JsonObject sent = server.call(
                        Summary.SEND, to.isEmpty() ? input : input.put("to", new JsonArray(List.copyOf(to))));
                out.println(
                        json
                                ? sent.encodePrettily()
                                : "Queued mail " + sent.getString("email_id") + " to "
                                        + String.join(
                                                ", ",
                                                sent.getJsonArray("to").stream()
                                                        .map(String::valueOf)
                                                        .toList()));
            } else {
                JsonObject summary = server.call(Summary.GET, input);
                out.println(json ? summary.encodePrettily() : summary.getString(html ? "html" : "text"));
            }
            return 0;
        } catch (Failure failure) {
            command.err().println(failure.getMessage());
            return 1;
        } catch (IOException e) {
            command.err()
                    .println("The server at " + Remote.url(command.cli().settings(), url) + " does not answer: " + e);
            return 1;
        } finally {
            out.flush();
        }
    }
}
