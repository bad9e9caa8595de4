package ai.levqor.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Accept} and {@code Accept-Encoding} headers (RFC 9110, 12.5). */
final class Accept {
    private Accept() {}

    /**
     * Whether the header names {@code wanted} itself and ranks it above {@code usual}, which clients get otherwise;
     * between equals the one that is named first wins, and a named one over a range such as {@code *}{@code /*}.
     */
    static boolean prefers(@Nullable String header, String wanted, String usual) {
        if (header == null) {
            return false;
        }
        String accept = header.toLowerCase(Locale.ROOT);
        int at = accept.indexOf(wanted);
        if (at < 0) {
            return false;
        }
        double wantedQuality = quality(accept, wanted);
        double usualQuality = quality(accept, usual);
        int usualAt = accept.indexOf(usual);
        return wantedQuality > usualQuality
                || (wantedQuality > 0 && wantedQuality == usualQuality && (usualAt < 0 || at < usualAt));
    }

    /** Whether an {@code Accept-Encoding} header (RFC 9110, 12.5.3) names {@code coding} and does not exclude it. */
    static boolean names(@Nullable String header, String coding) {
        if (header == null) {
            return false;
        }
        for (String range : header.split(",", -1)) {
            int end = range.indexOf(';');
            String name = (end < 0 ? range : range.substring(0, end)).strip();
            if (name.equalsIgnoreCase(coding)) {
                return weight(range) > 0;
            }
        }
        return false;
    }

    private static double quality(String accept, String type) {
        String group = type.substring(0, type.indexOf('/')) + "/*";
        double best = 0;
        int precision = 0;
        for (String range : accept.split(",", -1)) {
            int end = range.indexOf(';');
            String name = (end < 0 ? range : range.substring(0, end)).strip();
            int match = name.equals(type) ? 3 : name.equals(group) ? 2 : name.equals("*/*") ? 1 : 0;
            if (match > precision) {
                precision = match;
                best = weight(range);
            }
        }
        return best;
    }

    private static double weight(String range) {
        for (String parameter : range.split(";", -1)) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                try {
                    return Double.parseDouble(text.substring(2));
                } catch (NumberFormatException notOne) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
