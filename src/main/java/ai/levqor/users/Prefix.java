package ai.levqor.users;

import java.text.Normalizer;
import java.util.Locale;

/**
 * What users are searched by: how their address or name begins, whatever the case.
 *
 * @param email as addresses are stored
 * @param name as {@link #key} makes it
 */
record Prefix(String email, String name) {
    static Prefix of(String text) {
        return new Prefix(text.strip().toLowerCase(Locale.ROOT), key(text.stripLeading()));
    }

    /** A name as it is compared: composed, compatible forms alike, lower case. */
    static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    boolean none() {
        return email.isEmpty();
    }
}
