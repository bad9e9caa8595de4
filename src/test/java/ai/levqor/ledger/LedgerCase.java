package ai.levqor.ledger;

import static ai.levqor.TestKernel.get;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Write;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A trail over one or more nodes, in an empty database. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class LedgerCase {
    static final Caller ANN = new Caller("key_ann", Set.of("*"), "r-1", "203.0.113.7", "curl/8.5.0", "", 0);

    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T08:00:00Z"));
    final List<TestKernel> nodes = new ArrayList<>();
    DatabaseUrl url;
    LedgerRepository repository;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    /** What takes the protection off the table. */
    String[] unprotect() {
        return url instanceof DatabaseUrl.Sqlite
                ? new String[] {"drop trigger audit_segments_no_update", "drop trigger audit_segments_no_delete"}
                : new String[] {"drop trigger audit_segments_append_only on audit_segments"};
    }

    /** A statement that keeps everybody from appending until its transaction ends. */
    String lock() {
        return url instanceof DatabaseUrl.Sqlite
                ? "update audit_chain set hash = hash"
                : "lock table audit_segments in exclusive mode";
    }

    @BeforeEach
    void open() {
        url = database(dir);
        repository = new LedgerRepository(node().kernel().database(), new AnchorSeal(TestKernel.SECRET));
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    TestKernel node() {
        var node = TestKernel.start(url, clock, new Schemas(), Map.of());
        nodes.add(node);
        return node;
    }

    static Write write(Caller caller, String subject, String outcome) {
        return new Write("jobs.cancel", caller, subject, outcome, false);
    }

    Future<Void> record(Write write) {
        return nodes.getFirst().kernel().audit().record(write);
    }

    void fill(int rows) throws Exception {
        for (int i = 1; i <= rows; i++) {
            get(record(write(ANN, "job-" + i, "ok")));
        }
        get(repository.mark(get(repository.head())));
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Verification verify() {
        return Verification.of(repository);
    }

    List<ChainedEntry> list() throws Exception {
        return get(repository.list(new RowFilter(Long.MAX_VALUE, null, null, null, null, null, 1000)));
    }

    Coverage coverage() throws Exception {
        return get(repository.coverage(clock.millis() - Duration.ofHours(24).toMillis()));
    }
}
