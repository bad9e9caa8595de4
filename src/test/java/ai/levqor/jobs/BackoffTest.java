package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"1, 0, 500", "1, 1, 1000", "2, 1, 2000", "4, 0.5, 6000", "13, 1, 3600000", "100, 1, 3600000"})
    void doublesUpToTheMaximumWithHalfOfItRandom(int attempt, double random, long expected) {
        assertEquals(expected, new Backoff(1_000, 3_600_000, () -> random).after(attempt));
    }
}
