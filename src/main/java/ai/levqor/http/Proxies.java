package ai.levqor.http;

import ai.levqor.config.Cidr;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end. What a peer says about its client is believed only when the peer is one of the proxies that
 * the settings name; malformed headers are as good as none.
 */
final class Proxies {
    private static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");
    private static final CharSequence FORWARDED_PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("forwarded");

    private final List<Cidr> trusted;

    Proxies(List<Cidr> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /** The client's address: the peer's or, behind trusted proxies, the last hop that is none of them. */
    String client(HttpServerRequest request) {
        String peer = peer(request);
        if (!trusts(peer)) {
            return peer;
        }
        String client = peer;
        String[] hops =
                String.join(",", request.headers().getAll(FORWARDED_FOR)).split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            InetAddress hop = address(hops[i].strip());
            if (hop == null) {
                return client;
            }
            client = hop.getHostAddress();
            if (!trusts(hop)) {
                return client;
            }
        }
        return client;
    }

    /** Whether the client came by TLS, to us or to a trusted proxy. */
    boolean secure(HttpServerRequest request) {
        if (request.isSSL()) {
            return true;
        }
        if (!trusts(peer(request))) {
            return false;
        }
        String proto = last(request.headers().getAll(FORWARDED_PROTO));
        return proto.isEmpty()
                ? last(request.headers().getAll(FORWARDED))
                        .toLowerCase(Locale.ROOT)
                        .matches("(.*;)?\\s*proto=\"?https\"?\\s*(;.*)?")
                : proto.equalsIgnoreCase("https");
    }

    private static String last(List<String> values) {
        String all = String.join(",", values);
        return all.substring(all.lastIndexOf(',') + 1).strip();
    }

    private static String peer(HttpServerRequest request) {
        var address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }

    private boolean trusts(String peer) {
        if (trusted.isEmpty()) {
            return false;
        }
        InetAddress address = address(peer);
        return address != null && trusts(address);
    }

    private boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Reads {@code 192.0.2.1}, {@code 2001:db8::1}, and both with a port; null when it is none of them. */
    static @Nullable InetAddress address(String text) {
        String host = text;
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            host = end < 0 ? "" : host.substring(1, end);
        } else if (host.indexOf('.') >= 0 && host.indexOf(':') == host.lastIndexOf(':') && host.indexOf(':') >= 0) {
            host = host.substring(0, host.indexOf(':'));
        }
        if (host.isEmpty() || host.indexOf('%') >= 0) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /** Whom requests are counted for: the address, of IPv6 the network (/64) that one client can have all of. */
    static String subject(String client) {
        if (client.indexOf(':') < 0) {
            return client;
        }
        InetAddress address = address(client);
        if (address == null || address.getAddress().length == 4) {
            return address == null ? client : address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        var network = new StringBuilder(22);
        for (int i = 0; i < 8; i += 2) {
            network.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)))
                    .append(':');
        }
        return network.append(":/64").toString();
    }
}
