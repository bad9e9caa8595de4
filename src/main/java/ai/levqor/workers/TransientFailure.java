package ai.levqor.workers;

/** This attempt failed for a reason that may pass: the job is tried again, as often as it may be. */
public final class TransientFailure extends RuntimeException {
    private final int code;

    /**
     * A failure with a code for the job's error.
     *
     * @param code as HTTP has it: 408, 429 or from 500 on
     */
    public TransientFailure(int code, String message) {
        super(message);
        if (code < 400 || Workers.permanent(code)) {
            throw new IllegalArgumentException(code + " does not mean that another attempt may succeed");
        }
        this.code = code;
    }

    /** What the queue gets as the failure's code. */
    public int code() {
        return code;
    }
}
