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
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Guarded;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
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
import java.util.UUID;
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

    private static final Guarded ADD = Ledger.guarded(Sql.of("""
            insert into job_keys (owner, idempotency_key, job_id, fingerprint, created_at)
            select owner, idempotency_key, job_id, fingerprint, created_at
            from ${rows added(owner text, idempotency_key text, job_id uuid, fingerprint text, created_at bigint)}
            where ${guarded}
            """));

    private static final Sql ADDED = Sql.of("select count(*) as n from job_keys");

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
        repository = new LedgerRepository(node().kernel().database(), new AnchorSeal(TestKernel.SECRET));
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
        get(repository.mark(get(repository.head())));
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
                list().reversed().stream().map(ChainedEntry::seq).toList());
        assertTrue(verify().intact());
        assertEquals(400, verify().rows());
    }

    private static Future<RowSet<Row>> commit(TestKernel node, String key) {
        Params values = Params.of(
                "added",
                new Rows().add("o", key, UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)), "f", 1L));
        return Ledger.of(node.kernel().audit()).commit(List.of(write(ANN, key, "ok")), ADD, values);
    }

    private long added() throws Exception {
        return get(nodes.getFirst().kernel().database().query(ADDED, Params.NONE))
                .iterator()
                .next()
                .getLong("n");
    }

    @Test
    void workAndItsRecordAreStoredTogetherOrNotAtAll() throws Exception {
        TestKernel node = nodes.getFirst();
        assertEquals(1, get(commit(node, "a")).rowCount());
        assertThrows(Exception.class, () -> get(commit(node, "a"))); // its key is taken
        get(commit(node, "b"));

        assertEquals(2, added());
        assertEquals(
                List.of("a", "b"),
                list().reversed().stream().map(row -> row.entry().subject()).toList());
        assertTrue(verify().intact());
    }

    @Test
    void workOfManyNodesIsDoneOnceAndInOneChain() throws Exception {
        TestKernel other = node();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(commit(nodes.get(0), "first-" + i));
            all.add(commit(other, "second-" + i));
            all.add(record(write(ANN, "job-" + i, "ok")));
        }
        get(Future.all(all));

        assertEquals(200, added());
        assertEquals(
                LongStream.rangeClosed(1, 300).boxed().toList(),
                list().reversed().stream().map(ChainedEntry::seq).toList());
        assertTrue(verify().intact());
    }

    @Test
    void theDatabaseRefusesChanges() throws Exception {
        fill(2);
        assertThrows(SQLException.class, () -> execute("update audit_segments set hash = hash where first_seq = 1"));
        assertThrows(SQLException.class, () -> execute("delete from audit_segments where first_seq = 2"));
        assertTrue(verify().intact());
        assertEquals(2, verify().rows());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "update audit_segments set entries = replace(entries, 'ok', 'forbidden') where first_seq = 3 ; 3",
                "update audit_segments set first_at = first_at + 1 where first_seq = 1 ; 1",
                "update audit_segments set last_at = last_at + 1 where first_seq = 5 ; 5",
                "update audit_segments set entries = '' where first_seq = 5 ; 5",
                "update audit_segments set entries = '{}' where first_seq = 5 ; 5",
                "update audit_segments set entries = replace(entries, '[2,', '[7,') where first_seq = 2 ; 2",
                "update audit_segments set last_seq = 3 where first_seq = 2 ; 2",
                "update audit_segments set hash = (select hash from audit_segments where first_seq = 1)"
                        + " where first_seq = 4 ; 4",
                "delete from audit_segments where first_seq = 1 ; 1",
                "delete from audit_segments where first_seq = 3 ; 3",
                "delete from audit_segments where first_seq = 5 ; 5",
                "delete from audit_segments where first_seq > 3 ; 4",
                "delete from audit_segments ; 1",
                "update audit_segments set first_seq = 3 - first_seq where first_seq in (1, 2) ; 1",
                "update audit_segments set first_seq = 15 where first_seq = 5 ; 5",
                "update audit_chain set seq = 4 where name = 'head' ; 4",
                "update audit_chain set seq = 6 where name = 'head' ; 6",
                "update audit_chain set hash = (select hash from audit_segments where first_seq = 4)"
                        + " where name = 'head' ; 5",
            })
    void whatWasChangedIsNamed(String change, long row) throws Exception {
        fill(5);
        execute(unprotect());
        // Swapping numbers meets the primary key on its way, so the rows go round by way of free ones.
        if (change.contains("3 - first_seq")) {
            execute(
                    "update audit_segments set first_seq = -first_seq where first_seq in (1, 2)",
                    "update audit_segments set first_seq = first_seq + 3 where first_seq < 0");
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
        execute("insert into audit_segments select 3, 3, first_at, last_at, entries, hash"
                + " from audit_segments where first_seq = 2");
        assertEquals(3, verify().broken());
    }

    @Test
    void aTrailThatWasCutOffIsFoundAfterItWentOn() throws Exception {
        for (int i = 1; i <= 5; i++) {
            get(record(write(ANN, "job-" + i, "ok")));
        }
        Eventually.await(
                "the trail's length is noted", () -> get(repository.mark()).seq() == 5);
        execute(unprotect());
        execute("delete from audit_segments where first_seq > 3");
        var later = node();
        for (int i = 6; i <= 12; i++) {
            get(later.kernel().audit().record(write(ANN, "job-" + i, "ok")));
        }
        assertEquals(4, verify().broken());
    }

    @Test
    void oldRowsAreForgottenAndTheRestStaysIntact() throws Exception {
        fill(3);
        clock.advance(Duration.ofDays(30));
        fill(2);
        long before = clock.millis() - Duration.ofDays(1).toMillis();
        assertEquals(3, get(repository.forget(before)));
        assertEquals(0, get(repository.forget(before)));
        assertEquals(List.of(5L, 4L), list().stream().map(ChainedEntry::seq).toList());
        assertTrue(verify().intact());
        assertEquals(2, verify().rows());
        assertEquals(new Coverage(2, 0, 0), coverage());
        assertThrows(SQLException.class, () -> execute("delete from audit_segments where first_seq = 4"));
    }

    @Test
    void whoMovesTheAnchorByHandIsFoundOut() throws Exception {
        fill(3);
        execute(
                "update audit_chain set seq = 2, hash = (select hash from audit_segments where first_seq = 2)"
                        + " where name = 'anchor'",
                "delete from audit_segments where first_seq <= 2");
        assertEquals(3, verify().broken());
        assertTrue(String.valueOf(verify().reason()).contains("not removed by this service"), verify()::toString);
        var other = new AnchorSeal(MasterSecret.of("another-secret-of-thirty-two-characters"));
        get(new LedgerRepository(node().kernel().database(), other).seal());
        assertEquals(3, verify().broken(), "another secret's");
        get(repository.seal());
        assertTrue(verify().intact());
    }

    @Test
    void aTrailWithoutItsMarksIsBroken() throws Exception {
        fill(1);
        execute("delete from audit_chain");
        assertEquals(1, verify().broken());
    }

    @Test
    void filtersFindRowsWithinSegments() throws Exception {
        var odd = new Caller("100%_\\!\"", Set.of("*"), "r-2", "::1", "", "", 0);
        List<Future<Void>> records = IntStream.range(0, 300)
                .mapToObj(i -> record(write(i % 100 == 7 ? odd : ANN, "job-" + i, i == 0 ? "conflict" : "ok")))
                .toList();
        get(Future.all(records));
        assertEquals(
                List.of("job-207", "job-107", "job-7"),
                subjects(new RowFilter(Long.MAX_VALUE, odd.id(), "jobs.cancel", null, null, null, 50)));
        assertEquals(
                List.of("job-207", "job-107"),
                subjects(new RowFilter(Long.MAX_VALUE, odd.id(), null, null, null, null, 2)));
        assertEquals(
                List.of("job-7"),
                subjects(new RowFilter(50, odd.id(), null, "ok", clock.millis(), clock.millis() + 1, 50)));
        assertEquals(List.of("job-0"), subjects(new RowFilter(Long.MAX_VALUE, null, null, "conflict", null, null, 50)));
        assertEquals(List.of(), subjects(new RowFilter(Long.MAX_VALUE, "key_an_", null, null, null, null, 50)));
    }

    private List<String> subjects(RowFilter filter) throws Exception {
        return get(repository.list(filter)).stream()
                .map(row -> row.entry().subject())
                .toList();
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
        execute("alter table audit_segments rename to elsewhere");
        get(record(write(ANN, "job-6", "ok")));
        execute("alter table elsewhere rename to audit_segments");
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
