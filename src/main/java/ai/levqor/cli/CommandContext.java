package ai.levqor.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has around it; a mixin, so that it is declared once. */
@Command // or picocli would not look into it
final class CommandContext {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** The command line that the command is part of. */
    Cli cli() {
        return (Cli) spec.root().userObject();
    }

    /** What was asked for goes here. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Everything else goes here. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A usage error: thrown, it ends the command with status 2. */
    ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
