package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.config.Settings;
import ai.levqor.config.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code levqor}. Exit status: 0 success, 1 the command failed, 2 it was not understood.
 *
 * <p>A new command is one class more in {@code subcommands}.
 */
@Command(
        name = "levqor",
        description = "An automation backend in one jar: durable jobs, workflows, budgets and signed callbacks.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ValidateCommand.class,
            KeysCommand.class,
            AdminCommand.class,
            WorkflowsCommand.class,
            BudgetsCommand.class,
            BillingCommand.class,
            ConnectorsCommand.class,
            JobsCommand.class,
            UsersCommand.class,
            BenchCommand.class,
            AuditCommand.class,
            MigrateCommand.class,
            DoctorCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            NodesCommand.class,
            SummaryCommand.class,
            ConfigCommand.class,
            HelpCommand.class
        })
public final class Cli implements Runnable {
    private final Map<String, String> env;
    private final PrintWriter out;
    private final PrintWriter err;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /**
     * A command line of its own world, so that tests need no process.
     *
     * @param env the environment variables
     * @param out what was asked for
     * @param err everything else
     */
    public Cli(Map<String, String> env, PrintWriter out, PrintWriter err) {
        this.env = Map.copyOf(env);
        this.out = out;
        this.err = err;
    }

    /** Runs the command that {@code args} name and returns the exit status. */
    public int run(String... args) {
        try {
            return new CommandLine(this)
                    .setOut(out)
                    .setErr(err)
                    .setExecutionExceptionHandler((failure, command, parsed) -> report(failure))
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(args);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** The settings of this process; throws SettingsException, which {@link #run} prints. */
    Settings settings() {
        return Settings.load(env);
    }

    /** The environment variables of this process. */
    Map<String, String> env() {
        return env;
    }

    /** {@code levqor} alone: a usage error. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    // Whatever else a command throws is ours to mend, so its stack trace is shown.
    private int report(Exception thrown) throws Exception {
        err.println(
                switch (thrown) {
                    case Failure failure -> FailureText.of(failure);
                    case SettingsException wrong -> wrong.getMessage();
                    case IOException e when e.getMessage() != null -> e.getMessage();
                    default -> throw thrown;
                });
        return CommandLine.ExitCode.SOFTWARE;
    }
}
