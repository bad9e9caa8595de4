package ai.levqor.cli;

import ai.levqor.config.CoreSettings;
import ai.levqor.security.KeyRing;
import ai.levqor.validate.Finding;
import ai.levqor.validate.Validation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor validate}: calls every operation of a running server; status 1 when one does not do as documented. */
@Command(
        name = "validate",
        description = "Calls every operation of a running server and checks each answer against the contract.",
        footer = {
            "",
            "It ends with COCKPIT GREEN, or with what failed and status 1. What it needs it",
            "makes itself, under names that nobody else has, and removes it; its jobs stay",
            "in the history, its mails go to nobody. What would call a provider or change",
            "what others use is checked by its documented refusal. Run it with the same",
            "version as the server."
        })
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--url", paramLabel = "URL", description = "The server. Default: ${DEFAULT-VALUE}.")
    private String url = "http://127.0.0.1:8080";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "An API key with the scope *. Default: this machine's, from LEVQOR_API_KEYS or the"
                    + " development key in the data folder.")
    @Nullable
    private String key;

    @Option(names = "--json", description = "Print JSON: green, and the findings.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!url.matches("https?://[^/?#]+/?")) {
            throw command.misused("--url is " + url + "; allowed: such as http://127.0.0.1:8080");
        }
        List<Finding> findings;
        try {
            findings = Validation.run(URI.create(url).toString(), key == null ? ownKey() : key);
        } catch (IOException e) {
            command.err().println("There is no answer from " + url + " (" + e + "). Is the server running there?");
            return 1;
        }
        List<Finding> failed =
                findings.stream().filter(finding -> !finding.passed()).toList();
        print(findings, failed);
        return failed.isEmpty() ? 0 : 1;
    }

    private void print(List<Finding> findings, List<Finding> failed) {
        PrintWriter out = command.out();
        if (json) {
            var all = new JsonArray();
            findings.forEach(finding -> all.add(finding.json()));
            out.println(new JsonObject()
                    .put("green", failed.isEmpty())
                    .put("findings", all)
                    .encodePrettily());
            return;
        }
        var table = new Table("OPERATION", "ROUTE", "STATUS", "MS", "VERDICT");
        for (Finding finding : findings) {
            table.row(
                    finding.operation(),
                    finding.route(),
                    finding.status() == 0 ? "-" : finding.status() + "",
                    finding.ms() + "",
                    (finding.passed() ? "" : "FAILED: ") + finding.verdict());
        }
        table.print(out);
        out.println();
        if (failed.isEmpty()) {
            out.println("COCKPIT GREEN");
        } else {
            out.println(failed.size() + " of " + findings.size() + " failed:");
            failed.forEach(finding -> out.println("  " + finding.operation() + ": " + finding.verdict()));
        }
    }

    private String ownKey() throws IOException {
        CoreSettings core = command.cli().settings().core();
        if (!core.apiKeys().isEmpty()) {
            return core.apiKeys().getFirst();
        }
        Path file = KeyRing.developmentKeyFile(core.dataDir());
        return Files.isReadable(file) ? Files.readString(file).strip() : "";
    }
}
