package ai.levqor.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.config.SettingsException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices, and the whole numbers that money is. */
class PricesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path dir;

    private Prices own(String yaml) throws IOException {
        return PricesFile.load(
                Files.writeString(dir.resolve("prices.yaml"), yaml).toString());
    }

    @Test
    void theShippedPricesAreFreeWhereNothingIsPaid() {
        Prices prices = PricesFile.load("");
        assertTrue(prices.of("http").free());
        assertTrue(prices.of("worker.noop").free());
        assertTrue(prices.of("unheard.of").free());
        assertEquals(2_500_000, prices.of("ai.chat").input());
        assertEquals(1_000, prices.of("email.send").call());
    }

    @Test
    void theLongestEntryWins() throws IOException {
        Prices prices = own("""
                default: {call: 0.5}
                functions:
                  slack.*: {call: 0.01}
                  slack.post_message: {call: 0.02}
                  worker.*: {call: 0.03}
                  worker.report.*: {call: 0.04}
                """);
        assertEquals(20_000, prices.of("slack.post_message").call());
        assertEquals(10_000, prices.of("slack.list").call());
        assertEquals(40_000, prices.of("worker.report.daily").call());
        assertEquals(30_000, prices.of("worker.report").call());
        assertEquals(30_000, prices.of("worker.a.b").call());
        assertEquals(500_000, prices.of("slackish").call());
        assertEquals(500_000, prices.of("slack").call());
        assertEquals(7, prices.of("crm.create", 7).call(), "what the function itself says");
        assertEquals(10_000, prices.of("slack.list", 7).call(), "but an entry comes first");
        assertEquals(2_500_000, prices.of("ai.chat").input(), "what the own file does not name stays");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0,7",
        "1,0,0,8", // a part of a micro counts as a whole one
        "1000000,0,0,150007",
        "0,1000000,0,600007",
        "3,5,0,11", // 0.45 + 3 micros of tokens
        "0,0,1,1007",
        "0,0,1500,1500007"
    })
    void aCostIsExact(long input, long output, long millis, long cost) throws IOException {
        Price price = own("functions: {x: {call: 0.000007, input: 0.15, output: 0.6, second: 1}}")
                .of("x");
        assertEquals(cost, price.cost(new Usage(input, output), millis));
    }

    @Test
    void anEstimateTakesWhatTheCallAllows() throws IOException {
        Price price = own("functions: {x: {input: 3, output: 6, second: 0.5, estimate: {seconds: 4, output: 100}}}")
                .of("x");
        assertEquals(3 * 11 + 6 * 100 + 2_000_000, price.estimate(30, -1));
        assertEquals(3 * 11 + 6 * 7 + 2_000_000, price.estimate(30, 7));
        assertTrue(price.estimate(Long.MAX_VALUE, Long.MAX_VALUE) > 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "functions: {x: {call: -1}}",
                "functions: {x: {call: much}}",
                "functions: {x: {call: 0.0000001}}",
                "functions: {x: {call: 1e999999999}}",
                "functions: {x: {call: 10000.01}}",
                "functions: {x: {cal: 1}}",
                "functions: {x: 1}",
                "functions: {'a b': {call: 1}}",
                "functions: {x: {call: 1}, x: {call: 2}}",
                "functions: [x]",
                "prices: {}",
                "functions: {x: {estimate: {seconds: -1}}}",
                "functions: {x: {estimate: {output: 1.5}}}",
                "- x",
                "{"
            })
    void aWrongFileIsNamedWithItsEntry(String yaml) {
        String message = String.valueOf(
                assertThrows(SettingsException.class, () -> own(yaml)).getMessage());
        assertTrue(message.startsWith("costs.prices: " + dir.resolve("prices.yaml")), message);
    }

    @Test
    void anEmptyFileChangesNothingAndAMissingOneIsAnError() throws IOException {
        assertFalse(own("").of("ai.chat").free());
        assertThrows(
                SettingsException.class,
                () -> PricesFile.load(dir.resolve("none").toString()));
    }

    @ParameterizedTest
    @CsvSource({"0,0.00", "2500000,2.50", "1,0.000001", "1000000000000000,1000000000.00", "150,0.00015"})
    void moneyIsWrittenAndReadExactly(long micros, String dollars) {
        assertEquals(dollars, Money.format(micros));
        assertEquals(micros, Money.parse(dollars));
    }

    @Test
    void usageHasTwoDialects() {
        assertEquals(new Usage(3, 4), Usage.of(new JsonObject("{\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}")));
        assertEquals(
                new Usage(3, 4),
                Usage.of(new JsonObject("{\"content\":{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}}")));
        assertEquals(Usage.NONE, Usage.of(new JsonObject("{\"usage\":{\"input_tokens\":\"3\",\"output_tokens\":-1}}")));
        assertEquals(Usage.NONE, Usage.of(new JsonObject("{\"usage\":7}")));
    }

    @Test
    void periodsAreThoseOfUtc() {
        long at = Instant.parse("2028-02-29T23:59:59.999Z").toEpochMilli();
        assertEquals(Instant.parse("2028-02-29T00:00:00Z").toEpochMilli(), Period.DAY.start(at));
        assertEquals(Instant.parse("2028-03-01T00:00:00Z").toEpochMilli(), Period.DAY.end(at));
        assertEquals(Instant.parse("2028-02-01T00:00:00Z").toEpochMilli(), Period.MONTH.start(at));
        assertEquals(Instant.parse("2028-03-01T00:00:00Z").toEpochMilli(), Period.MONTH.end(at));
    }
}
