package ai.levqor.security;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL that may be called, taken apart. It accepts less than RFC 3986 on purpose: where two parsers could read two
 * hosts from one text, it is refused.
 *
 * @param host as it goes into the Host header: in lower case, an address in one spelling, IPv6 in brackets
 * @param literal the address that {@code host} is, when it is one
 * @param target path and query as they go into the request line
 */
record OutboundUrl(boolean tls, String host, @Nullable InetAddress literal, int port, String target) {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([0-9a-f:.]+)]|([a-z0-9._-]+))(?::([0-9]{1,5}))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final Pattern DOTTED_DECIMAL =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final int MAX_HOST = 253;

    // The "bad ports" of the Fetch standard: services that can be made to act on what an HTTP request says.
    private static final Set<Integer> BAD_PORTS = Set.of(
            0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
            109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
            526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
            3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080);

    /**
     * Takes {@code url} apart.
     *
     * @throws IllegalArgumentException when it may not be called, whatever its host resolves to; says why
     */
    static OutboundUrl parse(String url, int maxLength) {
        require(url.length() <= maxLength, "the URL is longer than " + maxLength + " characters");
        URI uri = uri(url);
        String scheme = uri.getScheme();
        require(scheme != null, "the URL needs a scheme: start it with https://");
        boolean tls = scheme.equalsIgnoreCase("https");
        require(tls || scheme.equalsIgnoreCase("http"), "the URL's scheme is not http or https");
        String authority = uri.getRawAuthority();
        require(authority != null, "the URL has no host");
        require(authority.indexOf('@') < 0, "the URL holds a user name or password: send a header instead");
        require(uri.getRawFragment() == null, "the URL has a fragment (#), which is never sent: leave it out");
        Matcher parts = AUTHORITY.matcher(authority);
        require(parts.matches(), "the URL's host or port is not valid; write international names as xn--");
        int port = parts.group(3) == null ? (tls ? 443 : 80) : Integer.parseInt(parts.group(3));
        require(port <= 65535 && !BAD_PORTS.contains(port), "the URL's port " + port + " may not be called");
        String name = parts.group(2);
        if (name == null) {
            InetAddress literal = ipv6(String.valueOf(parts.group(1)));
            String address = literal.getHostAddress();
            String host = literal instanceof Inet6Address ? "[" + address + "]" : address;
            return new OutboundUrl(tls, host, literal, port, target(uri));
        }
        String host = name.toLowerCase(Locale.ROOT);
        return new OutboundUrl(tls, host, nameOrIpv4(host), port, target(uri));
    }

    /** Scheme, host and port: what a limit on calls applies to. */
    String origin() {
        return (tls ? "https://" : "http://") + host + ":" + port;
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // Not the exception's own message: that holds the URL, which may hold a token.
            throw new IllegalArgumentException("the URL is not valid: " + e.getReason());
        }
    }

    private static @Nullable InetAddress nameOrIpv4(String host) {
        require(host.length() <= MAX_HOST, "the URL's host is longer than " + MAX_HOST + " characters");
        String[] labels = host.split("\\.", -1);
        for (String label : labels) {
            require(LABEL.matcher(label).matches(), "the URL's host is not a valid name");
        }
        // A name never ends in a number (RFC 3696, WHATWG URL): this is an IPv4 address in one of its many forms, of
        // which only one reads the same everywhere.
        if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
            require(
                    DOTTED_DECIMAL.matcher(host).matches(),
                    "the URL's host is an IPv4 address that is not written as four decimal numbers");
            return Inet4Address.ofLiteral(host);
        }
        return null;
    }

    private static InetAddress ipv6(String host) {
        try {
            return Inet6Address.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URL's host is not a valid IPv6 address", e);
        }
    }

    private static String target(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
