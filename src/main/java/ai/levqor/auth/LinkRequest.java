package ai.levqor.auth;

import ai.levqor.bus.Request;
import ai.levqor.people.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * Somebody asks for a link.
 *
 * @param email normalised
 * @param browser the token of the browser that asks; null where it has none, which then can use no code
 * @param network who is counted
 * @param referral where they came from, as JSON
 */
record LinkRequest(
        String email,
        @Nullable String browser,
        String network,
        @Nullable String referral) {
    static LinkRequest of(Request request) {
        return new LinkRequest(
                EmailAddress.of(request).text(),
                request.input().getString("browser"),
                Network.of(request.caller().address()),
                Referrals.of(request.input()));
    }
}
