package ai.levqor.workers;

/** Trying again cannot help: the job fails at once, with this message as its error. */
public final class PermanentFailure extends RuntimeException {
    private static final int BAD_REQUEST = 400;

    private final int code;

    /** The payload is wrong; {@code message} says what to change. */
    public PermanentFailure(String message) {
        this(BAD_REQUEST, message);
    }

    /**
     * A failure with a code of its own.
     *
     * @param code from 400 to 499, but neither 408 nor 429: those mean that another attempt may succeed
     */
    public PermanentFailure(int code, String message) {
        super(message);
        if (!Workers.permanent(code)) {
            throw new IllegalArgumentException(code + " does not mean that another attempt is useless");
        }
        this.code = code;
    }

    /** What the queue gets as the failure's code. */
    public int code() {
        return code;
    }
}
