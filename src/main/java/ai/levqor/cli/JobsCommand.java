package ai.levqor.cli;

import ai.levqor.activity.Activity;
import ai.levqor.bus.Failure;
import ai.levqor.config.Settings;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code levqor jobs}: looks at the jobs of a server, and does with them what its API does. */
@Command(
        name = "jobs",
        description = "Lists, shows, retries, cancels and follows the jobs of a server.",
        footer = {
            "",
            "Without --url it asks the server that these settings describe (http.host,",
            "http.port); without --key it uses the first of api-keys, or the",
            "development key in the data folder."
        })
final class JobsCommand implements Callable<Integer> {
    private static final String JSON = "Print JSON.";
    private static final String ID = "The job's id.";
    private static final Set<String> ENDED_WELL = Set.of("succeeded");

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--url", scope = ScopeType.INHERIT, description = "The server, such as http://127.0.0.1:8080.")
    private @Nullable String url;

    @Option(names = "--key", scope = ScopeType.INHERIT, description = "The API key.")
    private @Nullable String key;

    /** {@code levqor jobs} alone: a usage error. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which of list, show, retry, cancel, logs, follow?");
    }

    @Command(name = "list", description = "Lists jobs, newest first.")
    int list(
            @Option(names = "--state", description = "Only queued, running, succeeded, failed or cancelled ones.")
                    @Nullable
                    String state,
            @Option(names = "--workflow", description = "Only jobs of this workflow.") @Nullable String workflow,
            @Option(names = "--limit", description = "How many, up to 200. Default: 50.", defaultValue = "50")
                    int limit,
            @Option(names = "--json", description = JSON) boolean json) {
        return on(server -> {
            var input = new JsonObject().put("limit", limit);
            put(input, "state", state);
            put(input, "workflow", workflow);
            JsonArray jobs = server.call(Jobs.LIST, input).getJsonArray("jobs");
            if (json) {
                out().println(jobs.encodePrettily());
            } else {
                var table = new Table("ID", "STATUS", "WORKFLOW", "ATTEMPT", "CREATED", "FINISHED");
                for (Object element : jobs) {
                    var job = (JsonObject) element;
                    table.row(
                            job.getString("job_id"),
                            job.getString("status"),
                            job.getString("workflow"),
                            job.getInteger("attempt") + "/" + job.getInteger("max_attempts"),
                            time(job.getDouble("created_at")),
                            time(job.getDouble("finished_at")));
                }
                table.print(out());
            }
            return 0;
        });
    }

    @Command(name = "show", description = "Shows everything about a job, and why it is not running.")
    int show(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = JSON) boolean json) {
        return on(server -> {
            JsonObject job = server.call(Jobs.GET, new JsonObject().put("job_id", id));
            if (json) {
                out().println(job.encodePrettily());
            } else {
                job.forEach(field -> {
                    if (field.getValue() != null) {
                        out().printf("%-16s %s%n", field.getKey(), field.getValue());
                    }
                });
            }
            return 0;
        });
    }

    @Command(
            name = "retry",
            description = "Runs a failed or cancelled job again, or with --all all failed ones that fit.",
            footer = {"", "Example: levqor jobs retry --all --workflow invoice.send --error timed_out --dry-run"})
    int retry(
            @Parameters(paramLabel = "ID", arity = "0..1", description = ID) @Nullable String id,
            @Option(names = "--all", description = "All failed jobs that fit the filters.") boolean all,
            @Option(names = "--workflow", description = "Only jobs of this workflow.") @Nullable String workflow,
            @Option(names = "--error", paramLabel = "CODE", description = "Only jobs whose error has this code.")
                    @Nullable
                    String error,
            @Option(names = "--from", paramLabel = "TIME", description = "Only jobs that failed since then.") @Nullable
                    Instant from,
            @Option(names = "--to", paramLabel = "TIME", description = "Only jobs that failed before then.") @Nullable
                    Instant to,
            @Option(names = "--dry-run", description = "Count only.") boolean dryRun,
            @Option(names = "--json", description = JSON) boolean json) {
        if (all == (id != null)) {
            throw new ParameterException(spec.commandLine(), "Give either the ID of a job or --all.");
        }
        if (id != null) {
            return on(server -> told(server.call(Jobs.RETRY, new JsonObject().put("job_id", id)), json));
        }
        var filter = new JsonObject().put("limit", 1_000).put("dry_run", dryRun);
        put(filter, "workflow", workflow);
        put(filter, "error_code", error);
        put(filter, "failed_after", from == null ? null : from.toEpochMilli() / 1000.0);
        put(filter, "failed_before", to == null ? Instant.now().toEpochMilli() / 1000.0 : to.toEpochMilli() / 1000.0);
        return on(server -> retryAll(server, filter, dryRun, json));
    }

    /** Jobs that fail again meanwhile are later than the filter's end, so it comes to an end. */
    private int retryAll(Remote server, JsonObject filter, boolean dryRun, boolean json)
            throws IOException, InterruptedException {
        long retried = 0;
        JsonObject answer;
        do {
            answer = server.call(Jobs.RETRY_MANY, filter);
            retried += answer.getInteger("retried");
            if (!json && !dryRun) {
                err().println(retried + " queued again, " + answer.getInteger("remaining") + " left");
            }
        } while (!dryRun && answer.getInteger("retried") > 0 && answer.getInteger("remaining") > 0);
        var result = new JsonObject()
                .put("dry_run", dryRun)
                .put("retried", retried)
                .put("remaining", answer.getInteger("remaining"));
        out().println(
                        json
                                ? result.encodePrettily()
                                : (dryRun ? result.getInteger("remaining") + " would run again" : "Done."));
        return 0;
    }

    @Command(name = "cancel", description = "Ends a job that waits or runs.")
    int cancel(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = JSON) boolean json) {
        return on(server -> told(server.call(Jobs.CANCEL, new JsonObject().put("job_id", id)), json));
    }

    @Command(name = "logs", description = "Prints a job's log lines.")
    int logs(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--level", description = "Only debug, info, warn or error lines.") @Nullable String level,
            @Option(names = "--json", description = "Print JSON, one line an object.") boolean json) {
        return on(server -> {
            var input = new JsonObject().put("job_id", id).put("limit", 200);
            put(input, "level", level);
            JsonObject page;
            do {
                page = server.call(Activity.LOGS, input);
                for (Object line : page.getJsonArray("lines")) {
                    out().println(json ? ((JsonObject) line).encode() : FollowPrinter.line((JsonObject) line));
                }
                put(input, "cursor", page.getString("next_cursor"));
            } while (page.getBoolean("has_more"));
            return 0;
        });
    }

    @Command(
            name = "follow",
            description = "Prints what happens to a job, until it has ended; status 0 when it succeeded.")
    int follow(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = "Print JSON, one line an event.") boolean json) {
        return on(server -> {
            var printer = new FollowPrinter(out(), json);
            var input = new JsonObject().put("job_id", id);
            while (!printer.ended()) {
                String last = server.follow(Activity.STREAM, input, printer::print);
                if (last.equals(input.getString("last_event_id"))) {
                    break; // nothing more can come
                }
                input.put("last_event_id", last);
            }
            return ENDED_WELL.contains(printer.status()) ? 0 : 1;
        });
    }

    private int told(JsonObject job, boolean json) {
        out().println(json ? job.encodePrettily() : job.getString("job_id") + " is " + job.getString("status") + ".");
        return 0;
    }

    private int on(Work work) {
        try {
            Settings settings = cli.settings();
            int status = work.run(Remote.of(settings, url, key));
            out().flush();
            return status;
        } catch (IOException e) {
            err().println("The server at " + Remote.url(cli.settings(), url) + " does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Failure failure) {
            err().println(failure.getMessage());
        }
        return 1;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private static String time(@Nullable Double seconds) {
        return seconds == null
                ? ""
                : Instant.ofEpochMilli(Math.round(seconds * 1000)).toString();
    }

    private static void put(JsonObject input, String name, @Nullable Object value) {
        if (value != null) {
            input.put(name, value);
        }
    }

    /** What a command does with the server. */
    @FunctionalInterface
    private interface Work {
        int run(Remote server) throws IOException, InterruptedException;
    }
}
