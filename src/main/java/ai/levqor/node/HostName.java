package ai.levqor.node;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine, or container, is called. */
public final class HostName {
    /** Linux has the name there itself; to ask a name server for it could take seconds, or fail. */
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private static final String UNKNOWN = "localhost";

    private HostName() {}

    /** The name, {@code localhost} where the machine tells none. */
    public static String get() {
        try {
            String name = Files.isReadable(KERNEL)
                    ? Files.readString(KERNEL).strip()
                    : InetAddress.getLocalHost().getHostName();
            return name.isEmpty() ? UNKNOWN : name;
        } catch (IOException e) { // also where it has a name that leads to no address
            return UNKNOWN;
        }
    }
}
