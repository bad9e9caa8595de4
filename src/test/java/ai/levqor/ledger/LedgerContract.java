package ai.levqor.ledger;

import static ai.levqor.TestKernel.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
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
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit trail keeps what it is given, and whoever changes it behind its back is found out. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class LedgerContract {
    private static final Caller ANN = new Caller("key_ann", Set.of("*"), "r-1", "203.0.113.7", "curl/8.5.0", "", 0);

    @TempDir
    Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T08:00:00Z"));
    private final List<TestKernel> nodes = new ArrayList<>();
    private DatabaseUrl url;
    private LedgerRepository repository;

    /** An empty database. */
    abstract DatabaseUrl database(Path folder);

    /** What takes the protection off the table. */
    abstract String[] unprotect();

    /** A statement that keeps everybody from appending until its transaction ends. */
    abstract String lock();

    @BeforeEach
    void open() {
        url = database(dir);
        repository = new LedgerRepository(node().kernel().database());
    }

    @AfterEach
    void close() {
        nodes.forEach(TestKernel::close);
    }

    private TestKernel node() {
        var node = TestKernel.start(url, clock, new Schemas(), Map.of());
        nodes.add(node);
        return node;
    }

    private static Write write(Caller caller, String subject, String outcome) {
        return new Write("jobs.cancel", caller, subject, outcome, false);
    }

    private Future<Void> record(Write write) {
        return nodes.getFirst().kernel().audit().record(write);
    }

    private void fill(int rows) throws Exception {
        for (int i = 1; i <= rows; i++) {
            get(record(write(ANN, "job-" + i, "ok")));
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Verification verify() {
        return Verification.of(repository);
    }

    private List<ChainedEntry> list() throws Exception {
        return get(repository.list(new RowFilter(Long.MAX_VALUE, null, null, null, null, null, 1000)));
    }

    @Test
    void aRowSaysWhoDidWhatWhenFromWhereAndHowItEnded() throws Exception {
        get(record(write(ANN, "job-1", "conflict")));
        var entry = list().getFirst().entry();
        assertEquals(
                new Entry(
                        clock.millis(),
                        "key_ann",
                        "jobs.cancel",
                        "job-1",
                        "conflict",
                        "203.0.113.7",
                        "r-1",
                        "curl/8.5.0"),
                entry);
    }

    @Test
    void anEmptyTrailIsIntact() {
        assertTrue(verify().intact());
        assertEquals(0, verify().rows());
    }

    @Test
    void nodesShareOneChainWithoutGaps() throws Exception {
        TestKernel other = node();
        List<Future<Void>> records = IntStream.range(0, 400)
                .mapToObj(i ->
                        (i % 2 == 0 ? nodes.getFirst() : other).kernel().audit().record(write(ANN, "job-" + i, "ok")))
                .toList();
        get(Future.all(records));
        assertEquals(
                LongStream.rangeClosed(1, 400).boxed().toList(),
                list().reversed().stream().map(row -> row.chain().seq()).toList());
        assertTrue(verify().intact());
        assertEquals(400, verify().rows());
    }

    @Test
    void theDatabaseRefusesChanges() throws Exception {
        fill(2);
        assertThrows(SQLException.class, () -> execute("update audit set outcome = 'ok' where seq = 1"));
        assertThrows(SQLException.class, () -> execute("delete from audit where seq = 2"));
        assertTrue(verify().intact());
        assertEquals(2, verify().rows());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "update audit set outcome = 'forbidden' where seq = 3 ; 3",
                "update audit set at = at + 1 where seq = 1 ; 1",
                "update audit set agent = '' where seq = 5 ; 5",
                "update audit set caller = caller || operation, operation = '' where seq = 2 ; 2",
                "update audit set hash = (select hash from audit where seq = 1) where seq = 4 ; 4",
                "delete from audit where seq = 1 ; 1",
                "delete from audit where seq = 3 ; 3",
                "delete from audit where seq = 5 ; 5",
                "delete from audit where seq > 3 ; 4",
                "delete from audit ; 1",
                "update audit set seq = 3 - seq where seq in (1, 2) ; 1",
                "update audit set seq = seq + 10 where seq = 5 ; 5",
                "update audit_chain set seq = 4 where name = 'head' ; 4",
                "update audit_chain set hash = (select hash from audit where seq = 4) where name = 'head' ; 5",
            })
    void whatWasChangedIsNamed(String change, long row) throws Exception {
        fill(5);
        execute(unprotect());
        // Swapping numbers meets the primary key on its way, so the rows go round by way of free ones.
        if (change.contains("3 - seq")) {
            execute("update audit set seq = -seq where seq in (1, 2)", "update audit set seq = seq + 3 where seq < 0");
        } else {
            execute(change);
        }
        Verification result = verify();
        assertEquals(row, result.broken(), result.toString());
        assertTrue(!result.intact());
    }

    @Test
    void rowsThatWereAddedByHandAreFound() throws Exception {
        fill(2);
        execute("insert into audit select 3, at, caller, operation, subject, outcome, address, request, agent, hash"
                + " from audit where seq = 2");
        assertEquals(3, verify().broken());
    }

    @Test
    void checkingStartsFromTheAnchor() throws Exception {
        fill(5);
        execute(unprotect());
        execute(
                "update audit_chain set seq = 3, hash = (select hash from audit where seq = 3) where name = 'anchor'",
                "delete from audit where seq <= 3");
        assertTrue(verify().intact());
        assertEquals(2, verify().rows());
    }

    @Test
    void textOfStrangersIsStoredBoundedAndPrintable() throws Exception {
        var odd = new Caller("key_ann", Set.of(), "r\u0000\r\n", "::1", "x".repeat(1000) + "\ud800", "", 0);
        get(record(write(odd, "a\u0000b\ud800c\u001b[2J", "ok")));
        Entry entry = list().getFirst().entry();
        assertEquals("a?b?c?[2J", entry.subject());
        assertEquals("r???", entry.request());
        assertEquals(256, entry.agent().length());
        assertTrue(verify().intact());
    }

    @Test
    void strangersAreCountedButFillNoTable() throws Exception {
        for (int i = 0; i < 100; i++) {
            get(record(new Write("jobs.submit", Caller.ANONYMOUS, "", "forbidden", true)));
        }
        get(record(new Write("jobs.submit", ANN, "", "forbidden", true)));
        Eventually.await("the strangers are counted", () -> coverage().refused() == 100);
        assertEquals(
                List.of("key_ann"),
                list().stream().map(row -> row.entry().caller()).toList());
        assertEquals(100, coverage().percent());
    }

    private Coverage coverage() throws Exception {
        return get(repository.coverage(clock.millis() - Duration.ofHours(24).toMillis()));
    }

    @Test
    void coverageIsWhatHasARowOfWhatWasWrittenInTheLastDay() throws Exception {
        assertEquals(100, coverage().percent());
        fill(2);
        clock.advance(Duration.ofHours(25));
        fill(3);
        assertEquals(new Coverage(3, 0, 0), coverage());
        execute("alter table audit rename to elsewhere");
        get(record(write(ANN, "job-6", "ok")));
        execute("alter table elsewhere rename to audit");
        Eventually.await("the missing row is counted", () -> coverage().uncovered() == 1);
        assertEquals(75, coverage().percent());
        assertNull(verify().broken());
        clock.advance(Duration.ofHours(25));
        assertEquals(100, coverage().percent());
    }

    @Test
    void anAnswerDoesNotWaitForeverForItsRow() throws Exception {
        try (Connection connection = url.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock());
            get(record(write(ANN, "job-1", "ok")));
            connection.rollback();
        }
        get(record(write(ANN, "job-2", "ok")));
        Eventually.await(
                "each has its row or is counted",
                () -> coverage().covered() + coverage().uncovered() == 2);
        assertTrue(verify().intact());
    }
}
