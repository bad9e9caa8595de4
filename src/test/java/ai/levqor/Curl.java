package ai.levqor;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.Arrays;

/** The program that the documents' examples call; the build needs only a JDK, so it may be missing. */
public final class Curl {
    private Curl() {}

    /** Skips the test where there is no curl, unless {@code CURL_REQUIRED} is set, as {@code .ci/run} does. */
    public static void assumeInstalled() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> new File(folder, "curl").canExecute());
        if (!installed && System.getenv("CURL_REQUIRED") != null) {
            fail("curl is not installed");
        }
        assumeTrue(installed, "curl is not installed");
    }
}
