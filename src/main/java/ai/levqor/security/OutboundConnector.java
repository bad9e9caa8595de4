package ai.levqor.security;

import ai.levqor.security.GuardedClient.Policy;
import ai.levqor.security.OutboundException.Reason;
import ai.levqor.security.OutboundException.Refused;
import ai.levqor.security.OutboundException.Unreachable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the host of a URL at an address that the policy allows. The name is resolved once for each call, and the
 * connection goes to the very address that was checked: a name that resolves to another address a moment later (DNS
 * rebinding) gains nothing. Host header, SNI and the certificate check stay with the name.
 */
final class OutboundConnector {
    // Shorter than what servers commonly grant (5 s and more), so that a call rarely meets a connection being closed.
    private static final int KEEP_ALIVE_SECONDS = 4;
    // Name look-ups block, and a name server that a user runs can be slow on purpose: they have threads of their own.
    private static final int LOOKUP_THREADS = 32;
    private static final int MAX_ADDRESSES = 4;

    private final Policy policy;
    private final HostResolver resolver;
    private final WorkerExecutor lookups;
    private final HttpClient client;

    OutboundConnector(Vertx vertx, Policy policy, HostResolver resolver, @Nullable TrustOptions trust) {
        this.policy = policy;
        this.resolver = resolver;
        lookups = vertx.createSharedWorkerExecutor("name-lookup", LOOKUP_THREADS);
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(policy.connectTimeout().toMillis()))
                .setSslHandshakeTimeout(policy.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setVerifyHost(true);
        if (trust != null) {
            options.setTrustOptions(trust);
        }
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(policy.maxPerOrigin()));
    }

    /** A request on a connection to {@code url}'s host, not yet sent; fails with an {@link OutboundException}. */
    Future<HttpClientRequest> connect(OutboundUrl url, RequestOptions options) {
        options.setHost(url.host())
                .setPort(url.port())
                .setSsl(url.tls())
                .setURI(url.target())
                .setFollowRedirects(false);
        return addresses(url).compose(addresses -> connect(url, options, addresses, 0));
    }

    Future<Void> close() {
        return client.close().eventually(lookups::close);
    }

    private Future<List<InetAddress>> addresses(OutboundUrl url) {
        InetAddress literal = url.literal();
        Future<List<InetAddress>> found = literal != null
                ? Future.succeededFuture(List.of(literal))
                : lookups.executeBlocking(() -> resolve(url.host()), false);
        return found.map(addresses -> {
            for (InetAddress address : addresses) {
                requireAllowed(url, AddressKind.of(address));
            }
            return addresses.stream()
                    .map(AddressKind::plain)
                    .limit(MAX_ADDRESSES)
                    .toList();
        });
    }

    private List<InetAddress> resolve(String host) {
        try {
            return resolver.resolve(host);
        } catch (UnknownHostException e) {
            throw new Unreachable(Reason.UNKNOWN_HOST, "the host " + host + " is unknown", e);
        }
    }

    private void requireAllowed(OutboundUrl url, AddressKind kind) {
        if (!policy.allows(kind)) {
            throw new Refused(
                    Reason.FORBIDDEN_ADDRESS,
                    "the host " + url.host() + " leads to " + kind.description() + ", which may not be called");
        }
    }

    /** Tries the addresses in turn; that is safe, since nothing is sent before one accepts. */
    private Future<HttpClientRequest> connect(
            OutboundUrl url, RequestOptions options, List<InetAddress> addresses, int index) {
        String address = addresses.get(index).getHostAddress();
        RequestOptions there =
                new RequestOptions(options).setServer(SocketAddress.inetSocketAddress(url.port(), address));
        return client.request(there).recover(failure -> {
            if (isTls(failure)) {
                return Future.failedFuture(new Unreachable(
                        Reason.TLS_FAILED,
                        "no secure connection with " + url.host() + " (TLS or certificate)",
                        failure));
            }
            if (index + 1 < addresses.size()) {
                return connect(url, options, addresses, index + 1);
            }
            return Future.failedFuture(new Unreachable(
                    Reason.CONNECT_FAILED, url.host() + " does not accept connections on port " + url.port(), failure));
        });
    }

    private static boolean isTls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }
}
