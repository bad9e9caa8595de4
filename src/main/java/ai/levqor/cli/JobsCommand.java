package ai.levqor.cli;

import ai.levqor.activity.Activity;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor jobs}: looks at the jobs of a server, and does with them what its API does. */
@Command(name = "jobs", description = "Lists, shows, retries, cancels and follows the jobs of a server.")
final class JobsCommand implements Callable<Integer> {
    private static final String JSON = "Print JSON.";
    private static final String ID = "The job's id.";

    @Mixin
    private CommandContext command = new CommandContext();

    @Mixin
    private ServerOptions options = new ServerOptions();

    /** {@code levqor jobs} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("Which of list, show, retry, cancel, logs, follow?");
    }

    @Command(name = "list", description = "Lists jobs, newest first.")
    void list(
            @Option(names = "--state", description = "Only queued, running, succeeded, failed or cancelled ones.")
                    @Nullable
                    String state,
            @Option(names = "--workflow", description = "Only jobs of this workflow.") @Nullable String workflow,
            @Option(names = "--limit", description = "How many. Default: 50.", defaultValue = "50") int limit,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        var filter = new JsonObject();
        put(filter, "state", state);
        put(filter, "workflow", workflow);
        var table = new Table("ID", "STATUS", "WORKFLOW", "ATTEMPT", "CREATED", "FINISHED");
        command.print(server().list(Jobs.LIST, filter, "jobs", limit), json, table, JobsCommand::row);
    }

    private static void row(Table table, JsonObject job) {
        table.row(
                job.getString("job_id"),
                job.getString("status"),
                job.getString("workflow"),
                job.getInteger("attempt") + "/" + job.getInteger("max_attempts"),
                time(job.getDouble("created_at")),
                time(job.getDouble("finished_at")));
    }

    @Command(name = "show", description = "Shows everything about a job, and why it is not running.")
    void show(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        JsonObject job = server().call(Jobs.GET, new JsonObject().put("job_id", id));
        if (json) {
            command.out().println(job.encodePrettily());
            return;
        }
        job.forEach(field -> {
            if (field.getValue() != null) {
                command.out().printf("%-16s %s%n", field.getKey(), field.getValue());
            }
        });
    }

    @Command(
            name = "retry",
            description = "Runs a failed or cancelled job again, or with --all all failed ones that fit.",
            footer = {"", "Example: levqor jobs retry --all --workflow invoice.send --error timed_out --dry-run"})
    void retry(
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
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        if (all == (id != null)) {
            throw command.misused("Give either the ID of a job or --all.");
        }
        if (id != null) {
            tell(server().call(Jobs.RETRY, new JsonObject().put("job_id", id)), json);
            return;
        }
        var filter = new JsonObject().put("limit", 1_000).put("dry_run", dryRun);
        put(filter, "workflow", workflow);
        put(filter, "error_code", error);
        put(filter, "failed_after", from == null ? null : from.toEpochMilli() / 1000.0);
        put(filter, "failed_before", to == null ? Instant.now().toEpochMilli() / 1000.0 : to.toEpochMilli() / 1000.0);
        retryAll(server(), filter, dryRun, json);
    }

    /** Jobs that fail again meanwhile are later than the filter's end, so it comes to an end. */
    private void retryAll(Remote server, JsonObject filter, boolean dryRun, boolean json) {
        long retried = 0;
        JsonObject answer;
        do {
            answer = server.call(Jobs.RETRY_MANY, filter);
            retried += answer.getInteger("retried");
            if (!json && !dryRun) {
                command.err().println(retried + " queued again, " + answer.getInteger("remaining") + " left");
            }
        } while (!dryRun && answer.getInteger("retried") > 0 && answer.getInteger("remaining") > 0);
        var result = new JsonObject()
                .put("dry_run", dryRun)
                .put("retried", retried)
                .put("remaining", answer.getInteger("remaining"));
        command.print(result, json, dryRun ? result.getInteger("remaining") + " would run again" : "Done.");
    }

    @Command(name = "cancel", description = "Ends a job that waits or runs.")
    void cancel(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        tell(server().call(Jobs.CANCEL, new JsonObject().put("job_id", id)), json);
    }

    @Command(name = "logs", description = "Prints a job's log lines.")
    void logs(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--level", description = "Only debug, info, warn or error lines.") @Nullable String level,
            @Option(names = "--json", description = "Print JSON, one line an object.") boolean json)
            throws IOException {
        Remote server = server();
        var input = new JsonObject().put("job_id", id).put("limit", Service.PAGE);
        put(input, "level", level);
        JsonObject page;
        do {
            page = server.call(Activity.LOGS, input);
            for (Object line : page.getJsonArray("lines")) {
                command.out().println(json ? ((JsonObject) line).encode() : FollowPrinter.line((JsonObject) line));
            }
            put(input, "cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more"));
    }

    @Command(
            name = "follow",
            description = "Prints what happens to a job, until it has ended; status 0 when it succeeded.")
    int follow(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--json", description = "Print JSON, one line an event.") boolean json)
            throws IOException {
        Remote server = server();
        var printer = new FollowPrinter(command.out(), json);
        var input = new JsonObject().put("job_id", id);
        while (!printer.ended()) {
            String last = server.follow(Activity.STREAM, input, printer::print);
            if (last.equals(input.getString("last_event_id"))) {
                break; // nothing more can come
            }
            input.put("last_event_id", last);
        }
        return printer.status().equals("succeeded") ? 0 : 1;
    }

    private Remote server() throws IOException {
        return options.server(command);
    }

    private void tell(JsonObject job, boolean json) {
        command.print(job, json, job.getString("job_id") + " is " + job.getString("status") + ".");
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
}
