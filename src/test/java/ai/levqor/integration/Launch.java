package ai.levqor.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a process is started: the same one as often as a test likes, on the same data and port.
 *
 * @param data the data folder, empty at first
 * @param port where HTTP listens
 * @param settings environment variables
 * @param arguments of the command line
 */
record Launch(Path data, int port, Map<String, String> settings, List<String> arguments) {
    /** A key that is valid in every process that is started here. */
    static final String KEY = "integration-3f9c1d7be0a84256";

    /** {@code levqor run} on an empty database of {@code store}. */
    static Launch on(Store store) {
        return node().with(store.fresh());
    }

    /** {@code levqor run} with a data folder and a port of its own. */
    static Launch node() {
        try {
            return new Launch(
                    Files.createTempDirectory("levqor-it-"),
                    freePort(),
                    Map.of(
                            "LEVQOR_API_KEYS",
                            KEY,
                            "LEVQOR_SECRET",
                            "V7dpQx2mKw9sRb4tYh8uZn3cJf6gLa1e",
                            // The tests ask more from one address than a client may; those of the limits set their own.
                            "LEVQOR_LIMITS_PLAN_FREE",
                            "0",
                            "LEVQOR_LIMITS_PER_IP",
                            "0",
                            "LEVQOR_LIMITS_GLOBAL",
                            "0"),
                    List.of("run"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Launch with(String variable, String value) {
        return with(Map.of(variable, value));
    }

    Launch with(Map<String, String> more) {
        var all = new HashMap<>(settings);
        all.putAll(more);
        return new Launch(data, port, Map.copyOf(all), arguments);
    }

    Launch arguments(String... all) {
        return new Launch(data, port, settings, List.of(all));
    }

    /** Leases so short that a test need not wait for them long. */
    Launch shortLease() {
        return with(Map.of(
                "LEVQOR_JOBS_LEASE", "1500ms",
                "LEVQOR_JOBS_HEARTBEAT_INTERVAL", "500ms",
                "LEVQOR_JOBS_BACKOFF_BASE", "20ms",
                "LEVQOR_JOBS_BACKOFF_MAX", "200ms"));
    }

    /** Another node on the same database. */
    Launch sibling() {
        Launch other = node();
        var shared = new HashMap<>(settings);
        shared.remove("LEVQOR_CLUSTER_PORT");
        return new Launch(other.data, other.port, Map.copyOf(shared), arguments);
    }

    /** Starts it and waits until it serves. */
    ServerProcess start() {
        return new ServerProcess(this).awaitServing();
    }

    /** Starts it without waiting. */
    ServerProcess begin() {
        return new ServerProcess(this);
    }

    ProcessBuilder process() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Short lives: what the compiler would gain in the long run is not worth its time here.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(program());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("LEVQOR_") || name.equals("PORT"));
        environment.putAll(settings);
        environment.put("LEVQOR_DATA_DIR", data.toString());
        environment.put("LEVQOR_HTTP_PORT", Integer.toString(port));
        return builder;
    }

    /** The jar with its cache of loaded classes, as it is delivered; before it is packed, the classes. */
    private static List<String> program() {
        List<String> classPath = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        for (String entry : classPath) {
            Path cache = Path.of(entry.replaceFirst("\\.jar$", ".aot"));
            if (entry.endsWith(".jar") && Files.exists(cache)) {
                return List.of(
                        "-XX:AOTCache=" + cache,
                        "-Xlog:aot=off",
                        "-Xlog:cds=off",
                        "-XX:+UseCompactObjectHeaders",
                        "-jar",
                        entry);
            }
        }
        return Stream.concat(own(), Stream.of("-cp", String.join(File.pathSeparator, classPath), "ai.levqor.Main"))
                .toList();
    }

    /** The flags of the build that libraries need. */
    private static Stream<String> own() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens")
                        || flag.startsWith("--enable-native-access")
                        || flag.equals("-XX:+UseCompactObjectHeaders"));
    }

    /** A port that nobody listens on. */
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
