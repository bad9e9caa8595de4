package ai.levqor.bench;

import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.ScratchDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A database of this run alone: a SQLite file in a temporary folder, or a new database on a PostgreSQL server. */
final class BenchDatabase implements AutoCloseable {
    private final Path folder;
    private final String url;
    private final @Nullable ScratchDatabase scratch;

    private BenchDatabase(Path folder, String url, @Nullable ScratchDatabase scratch) {
        this.folder = folder;
        this.url = url;
        this.scratch = scratch;
    }

    /** Makes it; {@code server} is a PostgreSQL URL, or empty for SQLite. */
    static BenchDatabase create(String server) throws IOException {
        Path folder = Files.createTempDirectory("levqor-bench");
        if (server.isEmpty()) {
            return new BenchDatabase(folder, "sqlite:" + folder.resolve("bench.db"), null);
        }
        if (!(DatabaseUrl.of(server, folder) instanceof DatabaseUrl.Postgres postgres)) {
            throw new IllegalArgumentException("--database takes postgresql://user:password@host:port/db");
        }
        var scratch = ScratchDatabase.create(
                postgres, "levqor_bench_" + ProcessHandle.current().pid());
        return new BenchDatabase(folder, scratch.url().text(), scratch);
    }

    Path folder() {
        return folder;
    }

    String url() {
        return url;
    }

    String kind() {
        return scratch == null ? "sqlite" : "postgresql";
    }

    @Override
    public void close() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(BenchDatabase::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
