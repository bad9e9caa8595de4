package ai.levqor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Curl;
import ai.levqor.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it: a process of its own in an empty folder. */
@Timeout(120)
class DemoIT {
    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void onceShowsEveryStepAndEndsWithZero() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process demo = start(taken.getLocalPort(), "--once");
            List<String> shown = demo.inputReader().readAllLines();

            assertEquals(0, exit(demo), () -> String.join("\n", shown) + errors());
            String text = String.join("\n", shown);
            assertTrue(text.contains(taken.getLocalPort() + " is taken; the demo uses "), text);
            assertTrue(
                    text.matches(
                            "(?s).*real work.*submitted .*202, job .*queued .*running .*succeeded .*\"ok\" : true.*"
                                    + "webhook-id +msg_.*webhook-timestamp +\\d+.*webhook-signature +v1,.*signature valid.*"
                                    + "Stopped in order.*"),
                    text);
            assertFalse(text.contains("\u001B"), "no colours where nobody looks");
            assertTrue(Files.exists(folder.resolve("data/levqor.db")));
        }
    }

    @Test
    void keepsServingUntilItIsTerminated() throws Exception {
        Curl.assumeInstalled();
        Process demo = start(0);
        BufferedReader out = demo.inputReader();
        List<String> shown = new ArrayList<>();
        String line = out.readLine();
        while (line != null && !line.contains("Ctrl-C")) {
            shown.add(line);
            line = out.readLine();
        }
        assertTrue(line != null, () -> String.join("\n", shown) + errors());

        List<String> curls =
                shown.stream().filter(text -> text.startsWith("curl ")).toList();
        assertEquals(3, curls.size(), shown.toString());
        assertEquals(202, status(curls.get(0)));
        assertEquals(200, status(curls.get(1)));
        assertEquals(200, status(curls.get(2)));
        for (String label : List.of("API", "health", "OpenAPI", "event bus", "callbacks")) {
            assertEquals(200, get(value(shown, label)), label);
        }

        demo.destroy();
        assertEquals(0, exit(demo), this::errors);
    }

    @Test
    void aForeignCallbackIsShownAsUnsigned() throws Exception {
        Process demo = start(0);
        BufferedReader out = demo.inputReader();
        List<String> shown = new ArrayList<>();
        for (String line = out.readLine(); line != null && !line.contains("Ctrl-C"); line = out.readLine()) {
            shown.add(line);
        }
        URI inspector = URI.create(value(shown, "callbacks"));
        try (var client = HttpClient.newHttpClient()) {
            var post = HttpRequest.newBuilder(inspector)
                    .header("webhook-id", "msg_1")
                    .header("webhook-timestamp", "1614265330")
                    .header("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            assertEquals(
                    401,
                    client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode());
            String list = client.send(HttpRequest.newBuilder(inspector).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            assertTrue(list.contains("\"signature_valid\" : false"), list);
            assertTrue(list.contains("\"signature_valid\" : true"), list);
        }
    }

    @Test
    void refusesProduction() throws Exception {
        ProcessBuilder builder = demo(0, "--once");
        builder.environment().put("LEVQOR_PROFILE", "production");
        builder.environment().put("LEVQOR_SECRET", "kX9vQ2mZ7rT4wB8nL1pD6sF3hJ5gC0yA");
        Process demo = run(builder);

        assertEquals(1, exit(demo));
        assertTrue(errors().contains("development profile"), this::errors);
        assertFalse(Files.exists(folder.resolve("data")));
    }

    private ProcessBuilder demo(int port, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LEVQOR_") || name.equals("PORT"));
        builder.environment().put("LEVQOR_HTTP_PORT", Integer.toString(port));
        return builder;
    }

    private Process start(int port, String... args) throws IOException {
        return run(demo(port, args));
    }

    private Process run(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "did not end");
        return process.exitValue();
    }

    /** What was pasted into a shell, with the status printed behind the answer. */
    private int status(String pasted) throws Exception {
        Process shell = run(new ProcessBuilder("sh", "-c", pasted + " -w '\\n%{http_code}'").redirectErrorStream(true));
        List<String> answer = shell.inputReader().readAllLines();
        assertEquals(0, exit(shell), answer.toString());
        return Integer.parseInt(answer.getLast());
    }

    private static int get(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static String value(List<String> shown, String label) {
        return shown.reversed().stream()
                .map(String::strip)
                .filter(line -> line.startsWith(label + "  "))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + label + " in " + shown));
    }

    private String errors() {
        try {
            return "\n" + Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
