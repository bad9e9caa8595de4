package ai.levqor.integration;

import ai.levqor.Produced;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A process of the product that runs, or ran. */
final class ServerProcess implements AutoCloseable {
    private static final int SECONDS = 60;

    /** A new key, shown once to whoever sits at the console. */
    private static final Pattern TOLD = Pattern.compile("\\s*(lvq_\\w+|curl .*|\"key\" : .*)");

    private final Launch launch;
    private final Process process;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> serving = new CompletableFuture<>();
    private final Thread reader;

    ServerProcess(Launch launch) {
        this.launch = launch;
        try {
            process = launch.process().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                if (!TOLD.matcher(line).matches()) {
                    Produced.add("output", line);
                }
                if (line.startsWith("Levqor serves ")) {
                    serving.complete(null);
                }
            }
        } catch (IOException e) {
            log.add("the output broke off: " + e);
        } finally {
            serving.completeExceptionally(new IllegalStateException("the process ended"));
        }
    }

    ServerProcess awaitServing() {
        try {
            serving.get(SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new AssertionError("did not start: " + e.getMessage() + "\n" + log(), e);
        } catch (InterruptedException e) {
            close();
            throw new IllegalStateException(e);
        }
    }

    /** A client with the key that every process here knows. */
    Client client() {
        return new Client("http://127.0.0.1:" + launch.port(), Launch.KEY);
    }

    /** The key that the process made for its data folder. */
    String developmentKey() throws IOException {
        return Files.readString(launch.data().resolve("development-api-key")).strip();
    }

    /** kill -9. */
    void kill() {
        process.toHandle().destroyForcibly();
        exit();
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        // Not through the process itself, which would close its output and lose its last words.
        process.toHandle().destroy();
    }

    /** SIGSTOP: the process is as good as gone, and does not know. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill " + signal + ": status " + status);
        }
    }

    /** The exit status, within a minute. */
    int exit() {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("does not end\n" + log());
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    Path data() {
        return launch.data();
    }

    /** What it printed so far. */
    String log() {
        return String.join("\n", log);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
