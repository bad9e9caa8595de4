package ai.levqor.cli.demo;

/** A step of the demo failed; the message is ready to print. */
public final class DemoException extends RuntimeException {
    /** A failed step, in a sentence that says which and why. */
    public DemoException(String message) {
        super(message);
    }
}
