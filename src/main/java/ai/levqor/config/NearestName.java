package ai.levqor.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a misspelt name was meant to be, by weighted edit distance. */
final class NearestName {
    // Leaving something out (LEVQOR_PORT for LEVQOR_HTTP_PORT) is likelier than writing too much.
    private static final int MISSING = 1;
    private static final int SURPLUS = 2;
    private static final int WRONG = 2;

    private NearestName() {}

    /** The nearest of {@code known}, or empty when none is near enough to be meant. */
    static Optional<String> of(String name, Collection<String> known) {
        int limit = Math.max(5, name.length() / 2);
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= limit);
    }

    /** {@code "; did you mean X?"}, or nothing. */
    static String hint(String name, Collection<String> known) {
        return of(name, known)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; `levqor config` lists all settings");
    }

    private static int distance(String name, String candidate) {
        int[] row = new int[candidate.length() + 1];
        for (int j = 1; j < row.length; j++) {
            row[j] = j * MISSING;
        }
        for (int i = 1; i <= name.length(); i++) {
            int diagonal = row[0];
            row[0] = i * SURPLUS;
            for (int j = 1; j < row.length; j++) {
                int same = diagonal + (name.charAt(i - 1) == candidate.charAt(j - 1) ? 0 : WRONG);
                diagonal = row[j];
                row[j] = Math.min(same, Math.min(row[j] + SURPLUS, row[j - 1] + MISSING));
            }
        }
        return row[candidate.length()];
    }
}
