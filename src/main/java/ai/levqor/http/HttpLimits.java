package ai.levqor.http;

import java.time.Duration;

/**
 * Where HTTP listens and how much it takes.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 takes a free one, {@link #FREE_PORT_OF_ALL} one for all servers of
 *     the process
 * @param maxBody the largest body, in bytes
 * @param maxUrl the longest URL, in bytes
 * @param maxHeaders the largest sum of all headers of a request, in bytes
 * @param maxConnections how many connections of the process may be open
 * @param idleTimeout how long a connection may be silent; longer than the longest answer takes, because a connection
 *     that waits for its answer is silent too
 * @param headTimeout how long a new connection may take until the head of its first request is there
 * @param bodyTimeout how long a client may take to send one body
 */
public record HttpLimits(
        String host,
        int port,
        int maxBody,
        int maxUrl,
        int maxHeaders,
        int maxConnections,
        Duration idleTimeout,
        Duration headTimeout,
        Duration bodyTimeout) {
    /** Vert.x gives all servers of a process that ask for the same negative port one free port. */
    public static final int FREE_PORT_OF_ALL = -1;

    /** Refuses what cannot work. */
    public HttpLimits {
        if (port < FREE_PORT_OF_ALL || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
        positive("maxBody", maxBody);
        positive("maxUrl", maxUrl);
        positive("maxHeaders", maxHeaders);
        positive("maxConnections", maxConnections);
        positive("headTimeout", headTimeout.toMillis());
        positive("idleTimeout", idleTimeout.toMillis());
        positive("bodyTimeout", bodyTimeout.toMillis());
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be more than 0, not " + value);
        }
    }
}
