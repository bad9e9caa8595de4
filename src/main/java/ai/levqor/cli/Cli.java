package ai.levqor.cli;

import ai.levqor.bus.Failure;
import ai.levqor.config.Settings;
import ai.levqor.config.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
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
 * <p>A new command is one class more in {@link #COMMANDS}.
 */
@Command(
        name = "levqor",
        description = "An automation backend in one jar: durable jobs, workflows, budgets and signed callbacks.",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT)
public final class Cli implements Runnable {
    /** Each is named as its class is. */
    private static final List<Class<?>> COMMANDS = List.of(
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
            HelpCommand.class);

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
        var line = new CommandLine(this);
        commands(args).forEach(line::addSubcommand);
        try {
            return line.setOut(out)
                    .setErr(err)
                    .setExecutionExceptionHandler((failure, command, parsed) -> report(failure))
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(args);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** The one that is meant, or all: making a command out of its annotations takes some 20 ms in a young process. */
    private static List<Class<?>> commands(String... args) {
        return COMMANDS.stream()
                .filter(command -> args.length > 0
                        && command != HelpCommand.class
                        && command.getSimpleName().equals(capitalized(args[0]) + "Command"))
                .<List<Class<?>>>map(List::of)
                .findFirst()
                .orElse(COMMANDS);
    }

    private static String capitalized(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
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
