package ai.levqor.config;

import java.time.Duration;

/**
 * Accounts and sign-in: section {@code auth}.
 *
 * @param signUp who may get an account
 * @param mailSpread a sign-in mail leaves after a random part of this
 * @param linkLifetime how long a sign-in link and its code are valid
 * @param sessionIdle how long a session that is not used stays valid
 * @param sessionLifetime how long a session stays valid at most
 * @param boundSessions whether a session counts only when it is bound to a key of its browser
 * @param maxSessions of one account; one more ends the oldest
 * @param linksPerEmail requests for links an hour for one e-mail address
 * @param linksPerAddress requests for links an hour from one network address
 */
public record AuthSettings(
        SignUp signUp,
        Duration mailSpread,
        Duration linkLifetime,
        Duration sessionIdle,
        Duration sessionLifetime,
        boolean boundSessions,
        int maxSessions,
        int linksPerEmail,
        int linksPerAddress) {
    /** Who may get an account. */
    public enum SignUp {
        /** Everybody who proves an e-mail address. */
        OPEN,
        /** Whom an admin invited. */
        INVITED
    }

    public AuthSettings {
        Check.section("auth")
                .range("mail-spread", mailSpread, "0s", "1m")
                .range("link-lifetime", linkLifetime, "1m", "24h")
                .range("session-idle", sessionIdle, "1m", "365d")
                .range("session-lifetime", sessionLifetime, "1m", "365d")
                .range("max-sessions", maxSessions, 1, 1_000)
                .range("links-per-email", linksPerEmail, 1, 1_000)
                .range("links-per-address", linksPerAddress, 1, 1_000_000)
                .done();
    }
}
