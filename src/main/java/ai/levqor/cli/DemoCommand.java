package ai.levqor.cli;

import ai.levqor.cli.demo.Api;
import ai.levqor.cli.demo.DemoException;
import ai.levqor.cli.demo.Inspector;
import ai.levqor.cli.demo.Screen;
import ai.levqor.cli.demo.Tour;
import ai.levqor.node.Node;
import ai.levqor.security.KeyRing;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code levqor demo}: starts everything, takes one real job through it before everybody's eyes, and keeps serving. */
@Command(
        name = "demo",
        description = "Starts everything on SQLite, runs a real job step by step with its signed callback, and keeps"
                + " serving until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private CommandContext command = new CommandContext();

    @Option(names = "--once", description = "End after the job, with status 0 when every step succeeded.")
    private boolean once;

    @Override
    public Integer call() throws InterruptedException {
        try {
            demo();
            return 0;
        } catch (DemoException | IOException e) {
            command.err().println("The demo failed: " + e.getMessage());
            return 1;
        }
    }

    private void demo() throws IOException, InterruptedException {
        var screen = new Screen(command.out(), Screen.colourWanted(command.cli().env()));
        DemoSettings demo = DemoSettings.of(command.cli().env());
        Path data = demo.settings().core().dataDir();
        Duration timeout = demo.settings().core().shutdownTimeout();

        screen.heading("Levqor " + Version.current() + ": everything in one process");
        if (demo.portTaken()) {
            screen.line(
                    "port",
                    demo.wantedPort() + " is taken; the demo uses "
                            + demo.http().port());
        }
        screen.line("starting", "SQLite in " + data + " …");
        long start = System.nanoTime();
        Node node = Node.start(demo.settings(), Set.of(), false);
        boolean serving = false;
        try (var api = new Api(demo.url(), KeyRing.developmentKey(data))) {
            Vertx vertx = node.kernel().vertx();
            Inspector inspector = Inspector.start(
                            vertx, api::signingSecrets, node.kernel().clock())
                    .await();
            screen.line("started", "after " + Screen.since(start) + ": API on " + demo.url());

            String job = new Tour(vertx, api, inspector, screen).run();
            if (!once) {
                Serving.stopOnSignal(node::stop, timeout);
                serving = true;
                invite(screen, api, inspector, job, data);
                Serving.forever();
            }
        } finally {
            if (!serving) {
                stop(screen, node, timeout);
            }
        }
    }

    private static void stop(Screen screen, Node node, Duration timeout) {
        long start = System.nanoTime();
        if (!Serving.stopped(node::stop, timeout)) {
            throw new DemoException("The server did not stop within " + timeout.toSeconds() + " s.");
        }
        screen.heading("Stopped in order after " + Screen.since(start));
    }

    private static void invite(Screen screen, Api api, Inspector inspector, String job, Path data) {
        screen.heading("Serving");
        screen.line("API", api.base());
        screen.line("health", api.base() + "/health");
        screen.line("OpenAPI", api.base() + "/openapi.json");
        screen.line("event bus", api.base() + "/docs/bus");
        screen.line("callbacks", inspector.url());
        screen.line("API key", api.key() + "  (this machine's, kept in " + KeyRing.developmentKeyFile(data) + ")");
        String header = "-H 'X-Api-Key: " + api.key() + "'";
        screen.heading("Try it: submit a job, look at one, list them");
        screen.plain(
                "curl -sS " + api.base() + "/api/v1/intake " + header
                        + " -H 'Content-Type: application/json' -d '{\"workflow\":\"echo\",\"payload\":{\"hello\":\"world\"}}'");
        screen.plain("curl -sS " + api.base() + "/api/v1/status/" + job);
        screen.plain("curl -sS '" + api.base() + "/api/v1/jobs?limit=3' " + header);
        screen.heading("Ctrl-C stops it.");
    }
}
