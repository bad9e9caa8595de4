package ai.levqor;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the service told in the tests: logs, the output of its processes, errors, audit rows, spans. It is kept in {@code
 * target/produced}, where the end of the build looks for secrets ({@code src/build/java/FindSecrets.java}).
 */
public final class Produced {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "target", "produced");
    private static final Map<String, BufferedWriter> FILES = new ConcurrentHashMap<>();

    private Produced() {}

    /** Keeps {@code text}; {@code kind} begins the file's name. */
    public static void add(String kind, String text) {
        BufferedWriter file = FILES.computeIfAbsent(kind, Produced::open);
        try {
            synchronized (file) {
                file.write(text);
                file.newLine();
                file.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedWriter open(String kind) {
        try {
            Files.createDirectories(FOLDER);
            return Files.newBufferedWriter(
                    FOLDER.resolve(kind + "-" + ProcessHandle.current().pid() + ".txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
