package ai.levqor.auth;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import ai.levqor.people.EmailAddress;
import ai.levqor.security.SessionKey;
import ai.levqor.security.SessionToken;
import org.jspecify.annotations.Nullable;

/**
 * What somebody signs in with.
 *
 * @param secret the link's token, or the code
 * @param email whose code it is; empty for a link
 * @param browser the token of the browser that asked, without which neither code nor link is worth anything; empty where
 *     there is none
 * @param before the session that the browser has until now, which ends; null where there is none
 * @param key what the session is bound to; null where the browser has none yet
 * @param address the network address
 * @param agent the browser
 */
record Proof(
        String secret,
        String email,
        String browser,
        @Nullable String before,
        @Nullable SessionKey key,
        String address,
        String agent) {
    static Proof code(Request request) {
        return new Proof(
                request.text("code"),
                EmailAddress.of(request).text(),
                request.input().getString("browser", ""),
                request.input().getString("session"),
                SessionKey.given(request.input().getJsonObject("key")),
                request.caller().address(),
                request.caller().agent());
    }

    static Proof link(Request request) {
        return new Proof(
                request.text("token"),
                "",
                request.input().getString("browser", ""),
                request.input().getString("session"),
                SessionKey.given(request.input().getJsonObject("key")),
                request.caller().address(),
                request.caller().agent());
    }

    @Nullable
    String beforeHash() {
        return before == null ? null : SessionToken.hash(before);
    }

    /** Whatever is wrong is told in the same words. */
    static Failure refused() {
        return new Failure(Code.UNAUTHORIZED, "The link or code is wrong, was used, or is too old. Ask for a new one.");
    }
}
