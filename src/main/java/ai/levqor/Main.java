package ai.levqor;

import ai.levqor.cli.Cli;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Entry point of the jar. */
public final class Main {
    private Main() {}

    /** Runs the command that {@code args} name and exits with its status: 0 only on success. */
    public static void main(String[] args) {
        System.exit(new Cli(System.getenv(), writer(FileDescriptor.out), writer(FileDescriptor.err)).run(args));
    }

    // UTF-8 whatever the locale: containers often have none.
    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }
}
