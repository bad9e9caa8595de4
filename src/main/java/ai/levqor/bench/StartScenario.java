package ai.levqor.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From the start of a process to its first answer of {@code /readyz}, on an empty SQLite database and again on the one
 * that this made; and what memory it holds once it is idle. The process has the flags of this one, the launcher's.
 */
final class StartScenario {
    private static final int RUNS = 5;
    private static final long IDLE_MS = 10_000;
    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(1);

    private StartScenario() {}

    static JsonObject run(Bench bench) throws InterruptedException {
        List<Long> first = new ArrayList<>();
        List<Long> again = new ArrayList<>();
        List<Long> resident = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < RUNS; i++) {
                Path data = bench.folder().resolve("start-" + i);
                first.add(start(bench, http, data, 0, resident));
                again.add(start(bench, http, data, IDLE_MS, resident));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new JsonObject()
                .put("runs", RUNS)
                .put("ready_first_ms", median(first))
                .put("ready_again_ms", median(again))
                .put("idle_rss_mb", median(resident))
                .put("aot_cache", flags().stream().anyMatch(flag -> flag.startsWith("-XX:AOTCache=")));
    }

    /** Milliseconds to readiness; with {@code idleMs} the resident memory after that time is noted, too. */
    private static long start(Bench bench, HttpClient http, Path data, long idleMs, List<Long> resident)
            throws IOException, InterruptedException {
        int port = freePort();
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "ai.levqor.Main", "run"));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(bench.folder().resolve("start.log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LEVQOR_") || name.equals("PORT"));
        builder.environment().put("LEVQOR_DATA_DIR", data.toString());
        builder.environment().put("LEVQOR_HTTP_PORT", Integer.toString(port));
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .build();
            while (!listens(port) || !answers(http, ready)) {
                if (!process.isAlive() || System.nanoTime() - begin > DEADLINE_NS) {
                    throw new IOException("the server did not start:\n"
                            + Files.readString(bench.folder().resolve("start.log")));
                }
                bench.pass(2);
            }
            long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            if (idleMs > 0) {
                bench.pass(idleMs);
                resident.add(residentMb(process.pid()));
            }
            return ms;
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** Costs next to nothing, as the processors belong to the start. */
    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean answers(HttpClient http, HttpRequest ready) throws InterruptedException {
        try {
            return http.send(ready, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What Linux says; -1 elsewhere. */
    private static long residentMb(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
