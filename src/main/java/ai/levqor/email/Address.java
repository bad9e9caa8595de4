package ai.levqor.email;

import ai.levqor.bus.Failure;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail address, perhaps with a name: {@code ann@example.com} or {@code Ann Lee <ann@example.com>}. It takes less than
 * RFC 5322 on purpose: what two programs could read differently, and whatever could begin a new header, is refused.
 *
 * @param name empty where there is none
 */
record Address(String name, String address) {
    private static final Pattern NAMED = Pattern.compile("([^<>]*)<([^<>]*)>");
    private static final Pattern NAME =
            Pattern.compile("[^\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\"\\\\<>()@,;:\\[\\]]{0,128}");
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final int MAX_LOCAL = 64;
    private static final int MAX = 254;

    /** Reads {@code text}; refuses what is no address as a mistake in {@code field}. */
    static Address parse(String field, String text) {
        Matcher named = NAMED.matcher(text.strip());
        boolean hasName = named.matches();
        String name = hasName ? named.group(1).strip() : "";
        String address = hasName ? named.group(2).strip() : text.strip();
        int at = address.lastIndexOf('@');
        boolean valid = at > 0
                && at <= MAX_LOCAL
                && address.length() <= MAX
                && LOCAL.matcher(address.substring(0, at)).matches()
                && DOMAIN.matcher(address.substring(at + 1)).matches();
        if (!valid) {
            throw Failure.invalid(
                    field,
                    "is no mail address such as ann@example.com or Ann Lee <ann@example.com>; write international"
                            + " domains as xn--");
        }
        if (!NAME.matcher(name).matches()) {
            throw Failure.invalid(
                    field, "has a name with a character that is not allowed there: a quote, bracket, @ , ; : or \\");
        }
        return new Address(name, address);
    }

    String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /** Whether it is one under {@code .invalid}, which nobody has. */
    boolean nobodys() {
        return ("." + domain().toLowerCase(Locale.ROOT)).endsWith(".invalid");
    }

    /** As it is stored and shown. */
    String text() {
        return name.isEmpty() ? address : name + " <" + address + ">";
    }
}
