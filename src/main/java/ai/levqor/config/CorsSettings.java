package ai.levqor.config;

import java.util.List;
import java.util.regex.Pattern;

/** Whose pages may call the API from a browser: section {@code cors}. An origin is as RFC 6454 writes it. */
public record CorsSettings(List<String> origins) {
    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[^/?#@\\s*]+");

    public CorsSettings {
        origins = List.copyOf(origins);
        Check check = Check.section("cors");
        for (String origin : origins) {
            boolean valid = origin.equals("*") || ORIGIN.matcher(origin).matches();
            check.that(
                    valid, "origins", origin, "origins such as https://levqor.ai, without path or final slash, or *");
        }
        check.done();
    }
}
