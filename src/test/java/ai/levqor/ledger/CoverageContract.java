package ai.levqor.ledger;

import static ai.levqor.TestKernel.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.levqor.Eventually;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Write;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What of the trail is found and counted. */
abstract class CoverageContract extends LedgerCase {
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
}
