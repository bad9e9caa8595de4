package ai.levqor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that listen later, some seconds after the port was chosen or again and again. */
public final class TestPorts {
    /** Below those that a system gives to clients, any of which could take a free one meanwhile. */
    private static final int FIRST = 10_000;

    private static final int END = 32_000;

    /** Sockets of the other protocol keep the numbers from other processes of the tests for as long as this one lives. */
    private static final Queue<DatagramSocket> KEPT = new ConcurrentLinkedQueue<>();

    private TestPorts() {}

    /** A port on which nobody listens, and which no other test gets. */
    public static int free() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (var unused = new ServerSocket(port, 1, loopback)) {
                KEPT.add(new DatagramSocket(unused.getLocalPort(), loopback));
                return port;
            } catch (BindException taken) {
                // The next one will do.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
