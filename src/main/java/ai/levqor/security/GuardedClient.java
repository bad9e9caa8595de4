package ai.levqor.security;

import ai.levqor.security.OutboundException.Reason;
import ai.levqor.security.OutboundException.Refused;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one HTTP client for addresses that users name: callbacks, HTTP steps, connectors with a URL of the user's. It
 * calls nothing inside the network, follows no redirect, and bounds time, size and parallel calls. It uses HTTP/1.1 and
 * no proxy, and unpacks nothing.
 *
 * <p>To be used on an event loop, a virtual thread of Vert.x that awaits, or any thread outside Vert.x.
 */
public final class GuardedClient {
    /** Longest URL that {@link #check} accepts, in characters. */
    public static final int MAX_URL_LENGTH = 1024;

    // A step may add a query to the URL that it was given; servers take request lines up to 8000 (RFC 9110, 4.1).
    private static final int MAX_SENT_URL_LENGTH = 8000;
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final Vertx vertx;
    private final Policy policy;
    private final OriginGate gate;
    private final OutboundConnector connector;

    /** A client that resolves names by the system and trusts the JVM's authorities. */
    public GuardedClient(Vertx vertx, Policy policy) {
        this(vertx, policy, HostResolver.SYSTEM, null);
    }

    GuardedClient(Vertx vertx, Policy policy, HostResolver resolver, @Nullable TrustOptions trust) {
        this.vertx = vertx;
        this.policy = policy;
        gate = new OriginGate(policy.maxPerOrigin(), policy.maxWaitingPerOrigin());
        connector = new OutboundConnector(vertx, policy, resolver, trust);
    }

    /**
     * A cheap check for when a user hands in {@code url}: form and length only; {@link #send} decides whether it is
     * called.
     *
     * @throws IllegalArgumentException when no policy would let it be called; the message says why
     */
    public static void check(String url) {
        OutboundUrl.parse(url, MAX_URL_LENGTH);
    }

    /**
     * Sends {@code request} and reads the whole answer, whatever its status.
     *
     * @return the answer; every failure is an {@link OutboundException}
     */
    public Future<Answer> send(Request request) {
        OutboundUrl url;
        try {
            url = OutboundUrl.parse(request.url(), MAX_SENT_URL_LENGTH);
            OutboundHeaders.check(request.headers());
            if (!METHODS.contains(request.method())) {
                throw new IllegalArgumentException("the method " + request.method() + " may not be sent");
            }
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new Refused(Reason.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
        Duration timeout = request.timeout() == null ? policy.timeout() : request.timeout();
        return new OutboundCall(vertx, gate, connector, url, request, timeout, policy.maxAnswerBytes()).start();
    }

    /** Closes all connections; calls under way fail. */
    public Future<Void> close() {
        return connector.close();
    }

    /**
     * What may be called, and the bounds.
     *
     * @param allowLoopback whether 127.0.0.0/8 and ::1 may be called
     * @param allowPrivate whether the private ranges may be called; link-local and metadata addresses never are
     * @param connectTimeout for one connection, and again for its TLS handshake
     * @param timeout for a whole call, when the request names none
     * @param maxAnswerBytes longest body that is read
     * @param maxPerOrigin calls of one scheme, host and port at once
     * @param maxWaitingPerOrigin calls that wait for these; more fail as busy
     */
    public record Policy(
            boolean allowLoopback,
            boolean allowPrivate,
            Duration connectTimeout,
            Duration timeout,
            int maxAnswerBytes,
            int maxPerOrigin,
            int maxWaitingPerOrigin) {
        public Policy {
            if (!connectTimeout.isPositive() || !timeout.isPositive()) {
                throw new IllegalArgumentException("connectTimeout and timeout must be longer than nothing");
            }
            if (maxAnswerBytes < 0 || maxPerOrigin < 1 || maxWaitingPerOrigin < 0) {
                throw new IllegalArgumentException(
                        "maxAnswerBytes and maxWaitingPerOrigin cannot be negative, maxPerOrigin must be at least 1");
            }
        }

        /** Public addresses only; 5 s to connect, 30 s in all, 256 KB, 8 at once and 256 in line. */
        public static Policy strict() {
            return new Policy(false, false, Duration.ofSeconds(5), Duration.ofSeconds(30), 256 * 1024, 8, 256);
        }

        /** The same bounds with these exceptions. */
        public Policy allowing(boolean loopback, boolean privateRanges) {
            return new Policy(
                    loopback,
                    privateRanges,
                    connectTimeout,
                    timeout,
                    maxAnswerBytes,
                    maxPerOrigin,
                    maxWaitingPerOrigin);
        }

        boolean allows(AddressKind kind) {
            return switch (kind) {
                case PUBLIC -> true;
                case LOOPBACK -> allowLoopback;
                case PRIVATE -> allowPrivate;
                default -> false;
            };
        }
    }

    /**
     * What to send.
     *
     * @param headers without Host, Content-Length and those of one connection, which the client sets; User-Agent is Levqor
     *     unless given
     * @param timeout for the whole call, waiting included; null for the policy's
     * @param truncate whether an answer that is too long is cut; otherwise it is a failure
     */
    public record Request(
            HttpMethod method,
            String url,
            Map<String, String> headers,
            @Nullable Buffer body,
            @Nullable Duration timeout,
            boolean truncate) {
        public Request {
            headers = Map.copyOf(headers);
        }

        /** A request that fails when the answer is too long. */
        public Request(
                HttpMethod method,
                String url,
                Map<String, String> headers,
                @Nullable Buffer body,
                @Nullable Duration timeout) {
            this(method, url, headers, body, timeout, false);
        }

        /** Without URL and headers: they may hold tokens. */
        @Override
        public String toString() {
            return "Request[" + method + "]";
        }
    }

    /**
     * What came back.
     *
     * @param truncated whether {@code body} is only the beginning
     * @param took from {@link #send} to the end of the body
     */
    public record Answer(int status, MultiMap headers, Buffer body, boolean truncated, Duration took) {
        /** Without headers and body: they may hold tokens. */
        @Override
        public String toString() {
            return "Answer[" + status + ", " + body.length() + " bytes]";
        }
    }
}
