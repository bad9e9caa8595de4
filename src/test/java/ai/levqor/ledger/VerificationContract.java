package ai.levqor.ledger;

import static ai.levqor.TestKernel.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.security.MasterSecret;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever changes the trail behind its back is found out. */
abstract class VerificationContract extends LedgerCase {
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
}
