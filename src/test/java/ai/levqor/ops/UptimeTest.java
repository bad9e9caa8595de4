package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.ops.Uptime.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The share of time in which some node ran. */
class UptimeTest {
    private static final long NOW = 100_000;

    @Test
    void nothingIsMeasuredBeforeTheFirstHeartbeat() {
        assertEquals(100, Uptime.of(List.of(), NOW).percent(0, NOW));
        var half = Uptime.of(List.of(new Span(50_000, NOW)), NOW);
        assertEquals(100, half.percent(0, NOW));
        assertEquals(50_000, half.since());
        assertEquals(List.of(), half.outages());
    }

    @Test
    void overlappingRunsOfSeveralNodesCountOnce() {
        var up = Uptime.of(List.of(new Span(0, 40_000), new Span(10_000, 20_000), new Span(30_000, 60_000)), NOW);
        assertEquals(60, up.percent(0, NOW));
        assertEquals(List.of(new Span(60_000, NOW)), up.outages());
    }

    @Test
    void aRunIsNotCountedBeyondNow() {
        assertEquals(100, Uptime.of(List.of(new Span(0, NOW + 15_000)), NOW).percent(0, NOW));
    }

    @Test
    void onlyTheWindowCounts() {
        var up = Uptime.of(List.of(new Span(0, 10_000), new Span(90_000, NOW)), NOW);
        assertEquals(20, up.percent(0, NOW));
        assertEquals(100, up.percent(90_000, NOW));
        assertEquals(0, up.percent(20_000, 80_000));
    }

    @Test
    void isNeverRoundedUp() {
        long day = 86_400_000;
        var up = Uptime.of(List.of(new Span(0, day - 1)), day);
        assertEquals(99.99, up.percent(0, day));
    }
}
