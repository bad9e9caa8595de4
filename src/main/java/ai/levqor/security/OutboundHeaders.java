package ai.levqor.security;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers a caller of the {@link GuardedClient} may set (RFC 9110, RFC 9112). */
final class OutboundHeaders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    // Printable ASCII, space and tab: no line end, so that a value cannot become a second header or request.
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e\\t]{0,8000}");
    // Those that belong to one connection (RFC 9110, 7.6.1), and those that the client itself sets.
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect");

    private OutboundHeaders() {}

    /**
     * Checks names and values.
     *
     * @throws IllegalArgumentException when one may not be sent; names the header, never shows its value
     */
    static void check(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a header's name is empty, too long or holds a forbidden character");
            }
            if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the header " + name + " is set by the client: leave it out");
            }
            if (!VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("the header " + name
                        + " is longer than 8000 characters or holds a line end or another character that is not"
                        + " printable ASCII");
            }
        });
    }
}
