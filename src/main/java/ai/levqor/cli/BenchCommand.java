package ai.levqor.cli;

import ai.levqor.bench.BenchRun;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor bench}: measures this machine, one JSON line a scenario. */
@Command(
        name = "bench",
        description = "Measures the queue on this machine; prints one JSON line a scenario.",
        footer = {
            "",
            "Scenarios: start (to readiness on SQLite, and idle memory), intake (durable over HTTP, beside the same route that stores nothing), edge (the intake",
            "and a route that stores nothing, behind key, limits, headers, access log and audit and without), enqueue (on the event bus),",
            "drain (a backlog of no-op jobs), latency (from submission to start), workflow (a backlog of workflows",
            "of five steps, and what passes between two steps), waiting (a hundred thousand of them that wait), idle",
            "(queries of a node with nothing to do), history (drain beside a million finished jobs). Without names:",
            "all.",
            "It uses a database of its own: a temporary SQLite file, or a new database on the server that",
            "--database names, which it drops afterwards."
        })
final class BenchCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Parameters(paramLabel = "SCENARIO", arity = "0..*", description = "What to measure.")
    private List<String> scenarios = List.of();

    @Option(
            names = "--database",
            paramLabel = "URL",
            description = "A PostgreSQL server: postgresql://user:password@host:port/db. Default: SQLite.")
    private String database = "";

    @Option(names = "--jobs", description = "Jobs in each scenario. Default: ${DEFAULT-VALUE}.")
    private int jobs = 20_000;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return BenchRun.run(database, jobs, scenarios, command.out(), command.err());
    }
}
