package ai.levqor.cli;

import ai.levqor.doctor.Doctor;
import ai.levqor.doctor.Finding;
import ai.levqor.doctor.Finding.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor doctor}: what around the server is wrong, and the cure; status 1 when there are errors. */
@Command(
        name = "doctor",
        description = "Looks at what the server needs around it, and says what to do about what is wrong.",
        footer = {
            "",
            "It looks at Java, memory, time zone, data folder, disk, secrets, database and its",
            "migrations, clocks, prices, connectors, what a cluster needs of this machine, port,",
            "the hosts that the settings name, and the mail server.",
            "It changes nothing, whether a server runs or not. Exit status 1: there are errors."
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--json", description = "Print JSON: healthy, and the findings.")
    private boolean json;

    @Override
    public Integer call() {
        List<Finding> findings =
                Doctor.examine(command.cli().settings(), command.cli().env());
        boolean healthy = findings.stream().noneMatch(finding -> finding.state() == State.ERROR);
        PrintWriter out = command.out();
        if (json) {
            var all = new JsonArray();
            findings.forEach(finding -> all.add(finding.json()));
            out.println(new JsonObject()
                    .put("healthy", healthy)
                    .put("findings", all)
                    .encodePrettily());
            return healthy ? 0 : 1;
        }
        var table = new Table("STATE", "CHECK", "FINDING");
        findings.forEach(
                finding -> table.row(finding.state().name().toLowerCase(Locale.ROOT), finding.check(), finding.what()));
        table.print(out);
        findings.stream()
                .filter(finding -> !finding.cure().isEmpty())
                .forEach(finding -> out.printf("%n%s: %s.%n  %s%n", finding.check(), finding.what(), finding.cure()));
        return healthy ? 0 : 1;
    }
}
