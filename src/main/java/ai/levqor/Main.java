package ai.levqor;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    /** Runs the command that {@code args} name. */
    public static void main(String[] args) {}
}
