package ai.levqor.config;

import java.util.Arrays;
import java.util.List;

/**
 * A value before it is bound.
 *
 * @param items one text, or those of a list
 * @param origin where it was set
 */
record Raw(List<String> items, boolean isList, String origin) {
    static Raw text(String text, String origin) {
        return new Raw(List.of(text), false, origin);
    }

    static Raw list(List<String> items, String origin) {
        return new Raw(List.copyOf(items), true, origin);
    }

    /** The one text; throws IllegalArgumentException for a list. */
    String text() {
        if (isList) {
            throw new IllegalArgumentException("a list");
        }
        return items.getFirst();
    }

    /** This value where a list is due: text is split at its commas. */
    Raw asList() {
        if (isList) {
            return this;
        }
        List<String> split = Arrays.stream(text().split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
        return list(split, origin);
    }

    Raw from(String otherOrigin) {
        return new Raw(items, isList, otherOrigin);
    }

    /** The value as it may be shown for {@code key}. */
    String shown(String key) {
        return SecretKeys.mask(key, String.join(",", items));
    }
}
