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

    /** What would claim that somebody made a key, with these numbers. */
    private void forge(long first, long last, long lastAt) throws SQLException {
        execute("insert into audit_segments (first_seq, last_seq, first_at, last_at, entries, hash) values (" + first
                + ", " + last + ", 1, " + lastAt + ", '[" + first
                + ",1,\"key_forged\",\"keys.forged\",\"x\",\"ok\",\"1.2.3.4\",\"r\",\"ua\"]', 'ab')");
    }

    private void assertForgeryIsFound(long row) throws Exception {
        assertEquals(row, verify().broken(), verify()::toString);
        assertTrue(String.valueOf(verify().reason()).contains("not of this trail"), verify()::toString);
        assertTrue(list().stream().noneMatch(one -> one.entry().caller().equals("key_forged")), list()::toString);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "-7, 1000"})
    void rowsBeforeTheFirstAreFoundAndNotShown(long first, long last) throws Exception {
        fill(2);
        forge(first, last, 1);
        assertForgeryIsFound(first);
        assertEquals(List.of(2L, 1L), list().stream().map(ChainedEntry::seq).toList());
    }

    @Test
    void rowsWhereOldOnesWereForgottenAreFoundAndNotShown() throws Exception {
        fill(3);
        clock.advance(Duration.ofDays(30));
        fill(2);
        assertEquals(3, get(repository.forget(clock.millis())));
        assertTrue(verify().intact());
        for (long row : List.of(3L, 1L)) {
            forge(row, row, 1);
            assertForgeryIsFound(row);
        }
        assertEquals(List.of(5L, 4L), list().stream().map(ChainedEntry::seq).toList());
    }

    /** Else a forged end would take rows along whose time is not over. */
    @Test
    void whatIsForgedDoesNotDecideWhatIsForgotten() throws Exception {
        fill(3);
        clock.advance(Duration.ofDays(30));
        fill(1);
        assertEquals(3, get(repository.forget(clock.millis())));
        clock.advance(Duration.ofDays(30));
        fill(2);
        forge(1, 1, Long.MAX_VALUE);
        forge(2, 1000, 1);
        assertForgeryIsFound(1);
        assertEquals(
                1, get(repository.forget(clock.millis() - Duration.ofDays(1).toMillis())));
        assertForgeryIsFound(2);
        assertEquals(List.of(6L, 5L), list().stream().map(ChainedEntry::seq).toList());
    }

    /** The walk reads segments by parts, and where one ends nothing may slip through. */
    @ParameterizedTest
    @CsvSource({"1, 2", "19, 38", "20, 40", "21, 40", "45, 80"})
    void rowsWithinOthersAreFound(int segments, long row) throws Exception {
        Entry entry = Entry.of(write(ANN, "job", "ok"), clock.millis());
        for (int i = 0; i < segments; i++) {
            get(repository.append(Segment.after(get(repository.head()), List.of(entry, entry))));
        }
        get(repository.mark(get(repository.head())));
        assertTrue(verify().intact());
        assertEquals(2L * segments, verify().rows());
        forge(row, row, 1);
        assertEquals(row, verify().broken(), verify()::toString);
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
