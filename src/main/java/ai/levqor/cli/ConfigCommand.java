package ai.levqor.cli;

import ai.levqor.config.Setting;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor config}: every setting, its value and where it came from; secrets masked. */
@Command(
        name = "config",
        description = "Shows every setting, its value and where it came from; secrets are masked.",
        footer = {
            "",
            "A setting is changed by its environment variable (http.port: LEVQOR_HTTP_PORT)",
            "or in a YAML file that LEVQOR_CONFIG names."
        })
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--json", description = "Print JSON: key, variable, value, origin.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        List<Setting> entries = command.cli().settings().entries();
        PrintWriter out = command.out();
        if (json) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(entries));
        } else {
            Table table = new Table("KEY", "VALUE", "ORIGIN");
            entries.forEach(entry -> table.row(entry.key(), entry.value(), entry.origin()));
            table.print(out);
        }
        return 0;
    }
}
