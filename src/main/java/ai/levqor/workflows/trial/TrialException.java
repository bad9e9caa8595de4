package ai.levqor.workflows.trial;

/** A trial that cannot go on: the mocks lack something or are wrong. No {@code try} of a definition catches it. */
public final class TrialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TrialException(String message) {
        super(message, null, false, false);
    }
}
