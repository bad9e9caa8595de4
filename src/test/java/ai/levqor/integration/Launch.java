package ai.levqor.integration;

import ai.levqor.TestPorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a process is started: the same one as often as a test likes, on the same data and port.
 *
 * @param data the data folder, empty at first
 * @param port where HTTP listens
 * @param settings environment variables
 * @param arguments of the command line
 * @param delivered whether by the launcher, with the flags that users have, instead of ones for short lives
 * @param fileBlocks how large a file may grow, in the shell's blocks of 512 bytes; negative for as large as there is room
 */
record Launch(
        Path data, int port, Map<String, String> settings, List<String> arguments, boolean delivered, int fileBlocks) {
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
                    TestPorts.free(),
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
                    List.of("run"),
                    false,
                    -1);
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
        return new Launch(data, port, Map.copyOf(all), arguments, delivered, fileBlocks);
    }

    Launch arguments(String... all) {
        return new Launch(data, port, settings, List.of(all), delivered, fileBlocks);
    }

    /** With another data folder. */
    Launch in(Path folder) {
        return new Launch(folder, port, settings, arguments, delivered, fileBlocks);
    }

    /** On another port. */
    Launch at(int other) {
        return new Launch(data, other, settings, arguments, delivered, fileBlocks);
    }

    /** By {@code ./levqor}, which needs the package. */
    Launch asDelivered() {
        return new Launch(data, port, settings, arguments, true, fileBlocks);
    }

    /** With files that grow no larger than so many blocks of 512 bytes, as on a full disk. */
    Launch limited(int blocks) {
        return new Launch(data, port, settings, arguments, delivered, blocks);
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
        return new Launch(other.data, other.port, Map.copyOf(shared), arguments, delivered, fileBlocks);
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
        if (fileBlocks >= 0) {
            command.addAll(List.of("sh", "-c", "ulimit -f " + fileBlocks + "; exec \"$0\" \"$@\""));
        }
        if (delivered) {
            command.add(Path.of("levqor").toAbsolutePath().toString());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            // Short lives: what the compiler would gain in the long run is not worth its time here.
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
            command.addAll(program());
        }
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("LEVQOR_") || name.equals("PORT"));
        environment.putAll(settings);
        if (delivered) {
            environment.put("LEVQOR_JAR", jar().orElseThrow(() -> new IllegalStateException("there is no package")));
        }
        environment.put("LEVQOR_DATA_DIR", data.toString());
        environment.put("LEVQOR_HTTP_PORT", Integer.toString(port));
        return builder;
    }

    /** The jar with its cache of loaded classes, as it is delivered; before it is packed, the classes. */
    private static List<String> program() {
        return jar().map(jar -> List.of(
                        "-XX:AOTCache=" + cache(jar),
                        "-Xlog:aot=off",
                        "-Xlog:cds=off",
                        "-XX:+UseCompactObjectHeaders",
                        "-jar",
                        jar))
                .orElseGet(() -> Stream.concat(
                                own(), Stream.of("-cp", System.getProperty("java.class.path"), "ai.levqor.Main"))
                        .toList());
    }

    /** The package, if the tests run with it. */
    private static Optional<String> jar() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") && Files.exists(cache(entry)))
                .findFirst();
    }

    private static Path cache(String jar) {
        return Path.of(jar.replaceFirst("\\.jar$", ".aot"));
    }

    /** The flags of the build that libraries need. */
    private static Stream<String> own() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-opens")
                        || flag.startsWith("--enable-native-access")
                        || flag.equals("-XX:+UseCompactObjectHeaders"));
    }
}
