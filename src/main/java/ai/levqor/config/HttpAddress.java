package ai.levqor.config;

import java.net.URI;
import java.net.URISyntaxException;

/** Whether a setting is the base URL of an HTTP API. */
final class HttpAddress {
    static final String FORM = "an http or https URL without user, query and fragment";

    private HttpAddress() {}

    static boolean valid(String url) {
        try {
            var uri = new URI(url);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
