package ai.levqor.cli;

import ai.levqor.ledger.ChainedEntry;
import ai.levqor.ledger.Entry;
import ai.levqor.ledger.RowFilter;
import io.vertx.core.json.JsonArray;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code levqor audit list}: who did what, newest first. */
@Command(name = "list", description = "Lists the calls that wrote something, newest first.")
final class AuditListCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private AuditCommand audit;

    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--caller", paramLabel = "ID", description = "Only calls by this caller.")
    private @Nullable String caller;

    @Option(names = "--operation", paramLabel = "NAME", description = "Only calls of this operation.")
    private @Nullable String operation;

    @Option(
            names = "--outcome",
            paramLabel = "CODE",
            description = "Only calls that ended so: ok, or a failure's code.")
    private @Nullable String outcome;

    @Option(names = "--from", paramLabel = "TIME", description = "Only calls since then, such as 2026-11-22T08:00:00Z.")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only calls before then.")
    private @Nullable Instant to;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 50 unless given.")
    private int limit = 50;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        var filter = new RowFilter(Long.MAX_VALUE, caller, operation, outcome, millis(from), millis(to), limit);
        return audit.on(ledger -> {
            print(ledger.list(filter).await());
            return 0;
        });
    }

    private void print(List<ChainedEntry> rows) {
        PrintWriter out = command.out();
        if (json) {
            out.println(new JsonArray(rows.stream().map(ChainedEntry::json).toList()).encodePrettily());
        } else {
            Table table = new Table("SEQ", "AT", "CALLER", "OPERATION", "SUBJECT", "OUTCOME", "ADDRESS");
            for (ChainedEntry row : rows) {
                Entry entry = row.entry();
                table.row(
                        Long.toString(row.seq()),
                        Instant.ofEpochMilli(entry.at()).toString(),
                        entry.caller(),
                        entry.operation(),
                        entry.subject(),
                        entry.outcome(),
                        entry.address());
            }
            table.print(out);
        }
        out.flush();
    }

    private static @Nullable Long millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }
}
