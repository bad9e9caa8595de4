package ai.levqor.cli;

import ai.levqor.config.HttpSettings;
import ai.levqor.config.LoggingSettings;
import ai.levqor.config.SentrySettings;
import ai.levqor.config.Settings;
import ai.levqor.logging.Logs;
import ai.levqor.node.Descriptor;
import ai.levqor.node.Node;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor run}: serves until it is told to stop. */
@Command(
        name = "run",
        description =
                "Starts the server. SIGTERM stops it in order: it takes nothing more, ends what runs or hands it back.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only these verticles, such as http,jobs; the others run elsewhere in the cluster.")
    private Set<String> only = Set.of();

    @Option(
            names = "--except",
            split = ",",
            paramLabel = "NAME",
            description = "All verticles but these, which run elsewhere in the cluster.")
    private Set<String> except = Set.of();

    @Option(names = "--cluster", description = "Join the nodes that cluster.members names.")
    private boolean cluster;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Settings settings = command.cli().settings();
        var logging = settings.section("logging", LoggingSettings.class);
        Logs.configure(logging);
        Logs.report(
                settings.section("sentry", SentrySettings.class),
                "levqor@" + Version.current(),
                settings.core().profile().name().toLowerCase(Locale.ROOT));
        // Where programs read the log, each line of stdout is theirs.
        PrintWriter out = logging.format() == LoggingSettings.Format.JSON ? command.err() : command.out();
        if (!only.isEmpty() && !except.isEmpty()) {
            command.err().println("Give --only or --except, not both.");
            return 2;
        }
        var keyNotice = KeyNotice.beforeStart(settings);
        Node node;
        try {
            if (!except.isEmpty()) {
                only = Descriptor.allBut(except);
            }
            node = Node.start(settings, only, cluster);
        } catch (IllegalArgumentException e) {
            command.err().println(e.getMessage());
            return 2;
        } catch (IOException e) {
            command.err().println(e.getMessage());
            return 1;
        }
        Serving.stopOnSignal(node::stop, settings.core().shutdownTimeout(), Logs::close);
        if (only.isEmpty() || only.contains("http")) {
            HttpSettings http = settings.section("http", HttpSettings.class);
            ServerUrl url = ServerUrl.of(node, http);
            keyNotice.print(node, url, out);
            AdminNotice.print(node, settings.core().production(), out);
            out.println("Levqor serves " + url.listening());
        } else {
            out.println("Levqor serves " + String.join(", ", only));
        }
        out.flush();
        Serving.forever();
        return 0;
    }
}
