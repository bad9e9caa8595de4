package ai.levqor.ledger;

import static ai.levqor.TestKernel.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.sql.Guarded;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The audit trail keeps what it is given, over all nodes and with the work that it tells of. */
abstract class LedgerContract extends LedgerCase {
    private static final Guarded ADD = Ledger.guarded(Sql.of("""
            insert into job_keys (owner, idempotency_key, job_id, fingerprint, created_at)
            select owner, idempotency_key, job_id, fingerprint, created_at
            from ${rows added(owner text, idempotency_key text, job_id uuid, fingerprint text, created_at bigint)}
            where ${guarded}
            """));

    private static final Sql ADDED = Sql.of("select count(*) as n from job_keys");

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
