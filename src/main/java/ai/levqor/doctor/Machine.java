package ai.levqor.doctor;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Java runtime, its memory, the time zone. */
final class Machine {
    private static final int JAVA = 25;
    private static final long MEGABYTE = 1024 * 1024;
    private static final long LEAST_HEAP = 128 * MEGABYTE;

    private Machine() {}

    static List<Finding> examine(Map<String, String> env) {
        var findings = new ArrayList<Finding>();
        Runtime.Version version = Runtime.version();
        findings.add(
                version.feature() == JAVA
                        ? Finding.ok("jdk", "Java " + version)
                        : Finding.warning(
                                "jdk",
                                "Java " + version + " runs it; it is tested on Java " + JAVA,
                                "Let JAVA_HOME name a JDK " + JAVA + "."));
        long heap = Runtime.getRuntime().maxMemory();
        findings.add(
                heap >= LEAST_HEAP
                        ? Finding.ok("memory", "up to " + heap / MEGABYTE + " MB of heap")
                        : Finding.warning(
                                "memory",
                                "only " + heap / MEGABYTE + " MB of heap",
                                "Give the machine or container more memory, or set -Xmx in JAVA_OPTS."));
        findings.add(zone(env.getOrDefault("TZ", "")));
        return findings;
    }

    /** Java takes UTC, without a word, where it does not know the zone. */
    private static Finding zone(String configured) {
        String name = configured.startsWith(":") ? configured.substring(1) : configured;
        if (!name.isEmpty() && !name.startsWith("/")) {
            try {
                ZoneId.of(name, ZoneId.SHORT_IDS);
            } catch (DateTimeException unknown) {
                return Finding.warning(
                        "time zone",
                        "TZ is " + configured + ", which Java does not know",
                        "Set TZ to a name such as UTC or Europe/Berlin.");
            }
        }
        return Finding.ok("time zone", ZoneId.systemDefault() + "; the API and the logs are in UTC");
    }
}
