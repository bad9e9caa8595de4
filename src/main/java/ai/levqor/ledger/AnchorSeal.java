package ai.levqor.ledger;

import ai.levqor.security.MasterSecret;
import ai.levqor.security.SessionToken;

/**
 * Shows that the anchor, before which rows are gone, was moved by this service, which does so only when their time is
 * over: who writes to the database by other means has not the secret (HMAC-SHA-256).
 */
public final class AnchorSeal {
    private final MasterSecret secret;

    /** The seal of all that have {@code secret}. */
    public AnchorSeal(MasterSecret secret) {
        this.secret = secret;
    }

    String of(Chain anchor) {
        return SessionToken.mac(secret, "audit-anchor", anchor.seq() + "\n" + anchor.hash());
    }

    /** At the beginning nothing is gone, and nothing need be sealed. */
    boolean fits(Chain anchor, String seal) {
        return anchor.seq() == 0 || SessionToken.same(seal, of(anchor));
    }
}
