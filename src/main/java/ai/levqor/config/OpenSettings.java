package ai.levqor.config;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings of things that a user names, so that no file can list them: {@code connectors.<name>.url} and its like. */
final class OpenSettings {
    private static final Pattern KEY = Pattern.compile(
            "connectors\\.[a-z][a-z0-9_]{0,31}\\.(url|version|token-url|authorize-url|client-id|client-secret)");

    // The shortest name, so that …_GMAIL_TOKEN_URL is about gmail.
    private static final Pattern VARIABLE = Pattern.compile("LEVQOR_CONNECTORS_([A-Z][A-Z0-9_]{0,31}?)_"
            + "(TOKEN_URL|AUTHORIZE_URL|CLIENT_ID|CLIENT_SECRET|VERSION|URL)(_FILE)?");

    private OpenSettings() {}

    static boolean is(String key) {
        return KEY.matcher(key).matches();
    }

    static boolean isSecret(String key) {
        return is(key) && key.endsWith(".client-secret");
    }

    /** The keys that variables of these names set. */
    static Set<String> variables(Set<String> names) {
        var keys = new TreeSet<String>();
        for (String name : names) {
            Matcher variable = VARIABLE.matcher(name);
            if (variable.matches()) {
                keys.add(("connectors." + variable.group(1) + "."
                                + variable.group(2).replace('_', '-'))
                        .toLowerCase(Locale.ROOT));
            }
        }
        return keys;
    }
}
