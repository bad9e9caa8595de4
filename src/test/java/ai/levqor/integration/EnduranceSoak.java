package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A node at half of what it can take, for as long as the property {@code soak.seconds} says: memory after a collection is
 * flat, threads and connections do not become more, and PostgreSQL keeps up with dead rows. Its name keeps it out of
 * {@code verify}; {@code ./mvnw verify -Psoak} runs it alone.
 */
class EnduranceSoak {
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("soak.seconds", 600));
    private static final int SAMPLES = 10;
    private static final int FULL_CLIENTS = 16;
    private static final Duration MEASURE = Duration.ofSeconds(10);

    /** What varies by itself: buffers, code that was compiled meanwhile. */
    private static final double TOLERANCE_MB = 24;

    /** What the collector may still take for young objects. */
    private static final double TOLERANCE_RESIDENT_MB = 64;

    private static final int TOLERANCE_THREADS = 8;

    /** Autovacuum looks once a minute: what two minutes bring, of each job two rows. The whole test brings five times that. */
    private static final long DEAD_OF_A_RATE = 2 * 120;

    private final AtomicLong ended = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** What the node says of itself. */
    private record Sample(double heapMb, double threads, double descriptors, double pooled, double residentMb) {}

    @Test
    void nothingGrows() throws Exception {
        Map<String, String> database = Store.POSTGRES.fresh();
        Launch launch = Launch.node()
                .asDelivered()
                .with(database)
                .with("LEVQOR_JOBS_RETENTION", "1m")
                .with("LEVQOR_JOBS_RETENTION_INTERVAL", "10s");
        try (ServerProcess server = launch.start()) {
            Client client = server.client();
            long perSecond = Math.max(1, full(client) / 2);
            List<Sample> samples = new ArrayList<>();
            try (ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
                    var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                clock.scheduleAtFixedRate(
                        () -> threads.execute(() -> submit(client)),
                        0,
                        1_000_000_000L / perSecond,
                        TimeUnit.NANOSECONDS);
                for (int i = 0; i <= SAMPLES; i++) {
                    samples.add(clock.schedule(
                                    () -> sample(server), LENGTH.toMillis() / (SAMPLES + 1), TimeUnit.MILLISECONDS)
                            .get());
                    assertNull(failure.get());
                }
                clock.shutdownNow();
            }
            check(samples, perSecond);
            bounded(Objects.requireNonNull(database.get("LEVQOR_DATABASE_URL")), perSecond * DEAD_OF_A_RATE);
            Eventually.await(
                    "the queue is empty",
                    Duration.ofSeconds(30),
                    () -> Client.ok(client.get("/api/v1/jobs?limit=1&state=queued"))
                            .getJsonArray("jobs")
                            .isEmpty());
        }
    }

    /** Jobs a second that a closed loop of clients gets accepted. */
    private long full(Client client) throws Exception {
        long deadline = System.nanoTime() + MEASURE.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < FULL_CLIENTS; i++) {
                threads.execute(() -> {
                    while (System.nanoTime() < deadline) {
                        submit(client);
                    }
                });
            }
        }
        assertNull(failure.get());
        return ended.getAndSet(0) / MEASURE.toSeconds();
    }

    private void submit(Client client) {
        try {
            client.submit("echo", new JsonObject().put("text", "soak"));
            ended.incrementAndGet();
        } catch (Exception | AssertionError e) {
            failure.compareAndSet(null, e);
        }
    }

    private static Sample sample(ServerProcess server) throws Exception {
        // What is left after a full collection is what is held.
        int status = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/jcmd", Long.toString(server.pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        assertEquals(0, status);
        String metrics = server.client().get("/metrics").text();
        return new Sample(
                sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\"[^}]*}") / 1024 / 1024,
                sum(metrics, "jvm_threads_live_threads"),
                descriptors(server.pid()),
                sum(metrics, "vertx_pool_in_use(?:\\{[^}]*})?"),
                residentMb(server.pid()));
    }

    private static double residentMb(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        Matcher found = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
        assertTrue(found.find(), status);
        return Long.parseLong(found.group(1)) / 1024.0;
    }

    /** Open files and connections. */
    private static long descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }

    private static double sum(String metrics, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + " ([0-9.E+-]+)$").matcher(metrics);
        double sum = 0;
        while (found.find()) {
            sum += Double.parseDouble(found.group(1));
        }
        return sum;
    }

    /** The last third beside the second one: the first is the way to the steady state. */
    private static void check(List<Sample> samples, long perSecond) {
        int third = samples.size() / 3;
        List<Sample> middle = samples.subList(third, 2 * third);
        List<Sample> last = samples.subList(2 * third, samples.size());
        String told = perSecond + " jobs a second\n"
                + String.join("\n", samples.stream().map(Sample::toString).toList());
        System.out.println(told);
        assertTrue(least(last, 0) <= least(middle, 0) + TOLERANCE_MB, "memory grows: " + told);
        assertTrue(least(last, 1) <= least(middle, 1) + TOLERANCE_THREADS, "threads grow: " + told);
        assertTrue(least(last, 2) <= least(middle, 2) + 2 * FULL_CLIENTS, "files and connections grow: " + told);
        assertTrue(least(last, 3) <= least(middle, 3) + TOLERANCE_THREADS, "what pools have given out grows: " + told);
        assertTrue(least(last, 4) <= least(middle, 4) + TOLERANCE_RESIDENT_MB, "the process grows: " + told);
    }

    private static double least(List<Sample> samples, int figure) {
        return samples.stream()
                .mapToDouble(sample -> switch (figure) {
                    case 0 -> sample.heapMb();
                    case 1 -> sample.threads();
                    case 2 -> sample.descriptors();
                    case 3 -> sample.pooled();
                    default -> sample.residentMb();
                })
                .min()
                .orElseThrow();
    }

    private static void bounded(String url, long allowed) throws SQLException {
        Matcher part = Pattern.compile("postgresql://([^:]+):([^@]*)@(.*)").matcher(url);
        assertTrue(part.matches(), url);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + part.group(3), part.group(1), part.group(2));
                ResultSet tables = connection
                        .createStatement()
                        .executeQuery("select relname, n_dead_tup, n_live_tup from pg_stat_user_tables")) {
            while (tables.next()) {
                long dead = tables.getLong(2);
                assertTrue(
                        dead <= allowed,
                        tables.getString(1) + " has " + dead + " dead rows beside " + tables.getLong(3));
            }
        }
    }
}
