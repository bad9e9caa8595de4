package ai.levqor.costs;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Amounts of money: whole micros, millionths of a US dollar, in a long. The dollar is what providers of AI, mail and
 * other services price in; a micro is fine enough for one call, and sums of whole numbers are exact.
 */
public final class Money {
    /** Micros of a dollar. */
    public static final long DOLLAR = 1_000_000;

    /** The largest amount that an input may name: a billion dollars, exact in every JSON reader. */
    public static final long MAX = 1_000_000_000L * DOLLAR;

    private static final int DECIMALS = 6;

    private Money() {}

    /**
     * Reads dollars such as {@code 2.50}.
     *
     * @throws IllegalArgumentException when it is no number from 0 to a billion with at most six decimals
     */
    public static long parse(String dollars) {
        try {
            var decimal = new BigDecimal(dollars.strip());
            // Before it is made a whole number: 1e1000000000 would not fit in memory.
            if (decimal.signum() < 0
                    || decimal.precision() - (long) decimal.scale() > 11
                    || decimal.compareTo(BigDecimal.valueOf(MAX / DOLLAR)) > 0) {
                throw new IllegalArgumentException("must be from 0 to " + MAX / DOLLAR + " dollars");
            }
            if (decimal.stripTrailingZeros().scale() > DECIMALS) {
                throw new IllegalArgumentException("must have at most " + DECIMALS + " decimals");
            }
            return decimal.setScale(DECIMALS, RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .longValueExact();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be a decimal number of dollars, such as 2.50", e);
        }
    }

    /** Dollars with two to six decimals. */
    public static String format(long micros) {
        BigDecimal dollars = BigDecimal.valueOf(micros, DECIMALS).stripTrailingZeros();
        return dollars.setScale(Math.max(2, dollars.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}
