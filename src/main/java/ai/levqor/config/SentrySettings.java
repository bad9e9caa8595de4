package ai.levqor.config;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where errors are reported: section {@code sentry}.
 *
 * @param dsn the project's address at Sentry; empty reports nothing
 */
public record SentrySettings(String dsn) {
    public SentrySettings {
        Check.section("sentry")
                .that(dsn.isEmpty() || valid(dsn), "dsn", dsn, "a DSN such as https://key@sentry.example.com/1")
                .done();
    }

    private static boolean valid(String dsn) {
        try {
            URI uri = new URI(dsn);
            return uri.getHost() != null
                    && uri.getUserInfo() != null
                    && uri.getPath().length() > 1;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
