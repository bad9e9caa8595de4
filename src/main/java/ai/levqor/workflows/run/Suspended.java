package ai.levqor.workflows.run;

/** The run has nothing to do until {@link #until}, or until an event comes. Not an error. */
public final class Suspended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long until;

    /**
     * Nothing to do for now.
     *
     * @param until epoch milliseconds
     * @param reason for whoever asks why the job does not run
     */
    public Suspended(long until, String reason) {
        super(reason, null, false, false);
        this.until = until;
    }

    /** When the run goes on at the latest, epoch milliseconds. */
    public long until() {
        return until;
    }

    /** Why the job does not run. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
