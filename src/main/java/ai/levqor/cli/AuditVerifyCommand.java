package ai.levqor.cli;

import ai.levqor.ledger.Verification;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code levqor audit verify}: status 1 when a row is not as it was written. */
@Command(
        name = "verify",
        description =
                "Checks every row of the audit trail; exit status 1 when one was changed, removed or put elsewhere.")
final class AuditVerifyCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AuditCommand audit;

    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        return audit.on(ledger -> {
            Verification result = Verification.of(ledger);
            PrintWriter out = command.out();
            if (json) {
                out.println(result.json().encodePrettily());
            } else if (result.intact()) {
                out.println("intact: " + result.rows() + " rows, the last is "
                        + result.head().seq() + " with hash " + result.head().hash());
            } else {
                out.println("broken at row " + result.broken() + ": " + result.reason() + "; the " + result.rows()
                        + " rows before it are intact");
            }
            out.flush();
            return result.intact() ? 0 : 1;
        });
    }
}
