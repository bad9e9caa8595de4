package ai.levqor.auth;

import ai.levqor.bus.Failure;
import java.util.Locale;
import java.util.regex.Pattern;

/** E-mail addresses as accounts have them: in lower case, since no provider that matters tells the cases apart. */
final class EmailAddress {
    private static final int MAX_LENGTH = 254;

    // No quoted local parts, no comments: nobody signs in with them, and they hide what a mail program makes of them.
    private static final Pattern FORM = Pattern.compile("[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
            + "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private EmailAddress() {}

    /** The address in its one form; throws {@code invalid_request}. */
    static String normalized(String text) {
        String address = text.strip().toLowerCase(Locale.ROOT);
        if (address.length() > MAX_LENGTH || !FORM.matcher(address).matches()) {
            throw Failure.invalid("email", "must be an e-mail address such as ann@example.com");
        }
        return address;
    }
}
