package ai.levqor.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where mails go and how the connection is encrypted: {@code smtp://user:password@host:port}, with STARTTLS (RFC 3207),
 * or {@code smtps://…}, with TLS from the start (RFC 8314). User and password may be percent-encoded.
 *
 * @param user null where the server asks for none
 * @param startTls {@code required}, {@code optional} or {@code disabled}; a password and a mail never travel in clear
 *     unless the URL says so or the server is on this machine
 */
public record SmtpUrl(
        boolean tls,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        String startTls) {
    static final String FORM = "smtp://user:password@host:port or smtps://user:password@host:port,"
            + " perhaps with ?starttls=required, optional or disabled";

    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;
    private static final String OPTION = "starttls=";
    private static final Set<String> START_TLS = Set.of("required", "optional", "disabled");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Takes {@code url} apart.
     *
     * @throws IllegalArgumentException when it has another form; never tells the password
     */
    public static SmtpUrl parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the URL of the mail server is not valid");
        }
        String scheme = uri.getScheme();
        String host = uri.getHost();
        boolean tls = "smtps".equals(scheme);
        require(tls || "smtp".equals(scheme));
        require(host != null && uri.getFragment() == null);
        require(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        String credentials = uri.getRawUserInfo();
        String[] parts = credentials == null ? new String[0] : credentials.split(":", 2);
        require(parts.length == 0 || (parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()));
        return new SmtpUrl(
                tls,
                String.valueOf(host),
                uri.getPort() < 0 ? (tls ? SUBMISSIONS : SUBMISSION) : uri.getPort(),
                parts.length == 0 ? null : decoded(parts[0]),
                parts.length == 0 ? null : decoded(parts[1]),
                startTls(uri.getRawQuery(), String.valueOf(host)));
    }

    static boolean valid(String url) {
        try {
            parse(url);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String startTls(@Nullable String query, String host) {
        if (query == null) {
            return LOOPBACK.contains(host) ? "optional" : "required";
        }
        require(query.startsWith(OPTION));
        String choice = query.substring(OPTION.length());
        require(START_TLS.contains(choice));
        return choice;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("the URL of the mail server is not " + FORM);
        }
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return (tls ? "smtps://" : "smtp://") + host + ":" + port;
    }
}
