package ai.levqor.costs;

/**
 * What a function costs, in micros.
 *
 * @param call for each call
 * @param input for a million input tokens
 * @param output for a million output tokens
 * @param second for each second
 * @param estimatedMillis how long a call is taken to last before it is made
 * @param estimatedOutput how many output tokens it is taken to use, where the call does not say
 */
public record Price(long call, long input, long output, long second, long estimatedMillis, long estimatedOutput) {
    /** What costs nothing, and so is neither reserved nor settled. */
    public static final Price FREE = new Price(0, 0, 0, 0, 0, 0);

    /** The largest price: ten thousand dollars; products of it with bounded counts fit in a long. */
    static final long MAX = 10_000 * Money.DOLLAR;

    private static final long MILLION = 1_000_000;
    private static final long MILLIS_A_SECOND = 1_000;
    private static final long MAX_COUNT = 100_000_000;
    private static final int BYTES_A_TOKEN = 3;

    /** Of each call so many micros, whatever it does; at most {@link #MAX}. */
    static Price ofCall(long micros) {
        return new Price(Math.min(micros, MAX), 0, 0, 0, 0, 0);
    }

    /** Whether no call can cost anything. */
    public boolean free() {
        return call == 0 && input == 0 && output == 0 && second == 0;
    }

    /**
     * What a call is taken to cost at most.
     *
     * @param argumentBytes length of its arguments as JSON
     * @param maxOutput the output tokens that the call allows; negative when it does not say
     */
    public long estimate(long argumentBytes, long maxOutput) {
        long inputTokens = argumentBytes / BYTES_A_TOKEN + 1;
        return cost(new Usage(inputTokens, maxOutput < 0 ? estimatedOutput : maxOutput), estimatedMillis);
    }

    /** What a call cost; a part of a micro, of the tokens and of the time each, counts as a whole one. */
    public long cost(Usage usage, long millis) {
        long tokens = count(usage.inputTokens()) * input + count(usage.outputTokens()) * output;
        return call + Math.ceilDiv(tokens, MILLION) + Math.ceilDiv(count(millis) * second, MILLIS_A_SECOND);
    }

    private static long count(long number) {
        return Math.clamp(number, 0, MAX_COUNT);
    }
}
