package ai.levqor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.Arrays;

/** The program that the documents' examples call; the build needs only a JDK, so it may be missing. */
public final class Curl {
    private Curl() {}

    /** Skips the test where there is no curl; {@code .ci/run} installs it. */
    public static void assumeInstalled() {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> new File(folder, "curl").canExecute()),
                "curl is not installed");
    }
}
