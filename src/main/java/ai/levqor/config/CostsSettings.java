package ai.levqor.config;

import java.time.Duration;

/**
 * Prices and budgets: section {@code costs}.
 *
 * @param prices file with prices over the shipped ones, or empty
 * @param warnAt percent of a budget
 */
public record CostsSettings(String prices, int warnAt, Duration retention) {
    public CostsSettings {
        Check.section("costs")
                .range("warn-at", warnAt, 1, 100)
                .range("retention", retention, "32d", "3650d") // a month's budget must remember its month
                .done();
    }
}
