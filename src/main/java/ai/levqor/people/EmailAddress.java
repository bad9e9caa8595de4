package ai.levqor.people;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A mail address in the one form in which it is stored and compared.
 *
 * <ul>
 *   <li>Spaces around it go.
 *   <li>The local part must be a dot-string of ASCII (RFC 5321, 4.1.2) of up to 64 characters; it becomes lower case.
 *       RFC 5321 lets a server tell cases apart, but none in use does, and people do not. Dots and {@code +tags} stay:
 *       what they mean is the receiving server's business.
 *   <li>The domain becomes lower case, and its international labels A-labels ({@code bücher.de} is {@code
 *       xn--bcher-kva.de}). Four characters (ß, ς and the two joiners) mean one thing by IDNA 2003 and another by IDNA
 *       2008; a domain with one of them has to be written in its {@code xn--} form, so that no two people become one.
 *   <li>Quoted local parts, address literals and domains of one label are refused.
 * </ul>
 *
 * @param text the address in that form, at most 254 characters of ASCII
 */
public record EmailAddress(String text) {
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern DOMAIN = Pattern.compile("(" + LABEL + "\\.)+(?![0-9]+$)" + LABEL);
    private static final Pattern AMBIGUOUS = Pattern.compile("[\\u00DF\\u1E9E\\u03C2\\u200C\\u200D]");
    private static final int MAX_LOCAL = 64;
    private static final int MAX = 254;

    /** The member {@code email} of a request, which has to be there. */
    public static EmailAddress of(Request request) {
        return parse("email", request.text("email"));
    }

    /** Reads {@code given}; refuses what is no such address as a mistake in {@code field}. */
    public static EmailAddress parse(String field, String given) {
        String address = given.strip();
        int at = address.lastIndexOf('@');
        String local = at < 0 ? "" : address.substring(0, at);
        String domain = at < 0 ? "" : address.substring(at + 1);
        if (AMBIGUOUS.matcher(domain).find()) {
            throw Failure.invalid(field, "has a domain with ß, ς or a joiner; write the domain in its xn-- form");
        }
        if (local.length() > MAX_LOCAL || !LOCAL.matcher(local).matches()) {
            throw invalid(field);
        }
        String ascii = ascii(field, domain);
        String text = local.toLowerCase(Locale.ROOT) + "@" + ascii;
        if (text.length() > MAX || !DOMAIN.matcher(ascii).matches()) {
            throw invalid(field);
        }
        return new EmailAddress(text);
    }

    private static String ascii(String field, String domain) {
        if (domain.length() > MAX) {
            throw invalid(field);
        }
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw invalid(field);
        }
    }

    private static Failure invalid(String field) {
        return Failure.invalid(
                field,
                "is no mail address such as ann@example.com: up to 64 letters, digits and signs before the @, a domain"
                        + " with a dot behind it");
    }

    @Override
    public String toString() {
        return text;
    }
}
