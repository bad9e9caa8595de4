package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"200ms, 200", "15s, 15000", "5m, 300000", "36h, 129600000", "30d, 2592000000", "0ms, 0", "1001ms, 1001"
    })
    void readsAndWritesTheSame(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), DurationText.parse(text));
        assertEquals(text, DurationText.format(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"60s, 1m", "24h, 1d", "1000ms, 1s", "0d, 0ms"})
    void writesTheLargestWholeUnit(String text, String written) {
        assertEquals(written, DurationText.format(DurationText.parse(text)));
    }

    @ParameterizedTest
    @CsvSource({"30d, 30 days", "24h, 1 day", "1h, 1 hour", "90s, 90 seconds", "0ms, 0 milliseconds"})
    void saysItInWords(String text, String words) {
        assertEquals(words, DurationText.words(DurationText.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "s", "-1s", "1.5s", "15 s", "PT15S", "15S", "1w", "999999999999999999d"})
    void refusesEverythingElse(String text) {
        assertThrows(IllegalArgumentException.class, () -> DurationText.parse(text));
    }
}
