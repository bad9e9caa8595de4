package ai.levqor.auth;

import ai.levqor.auth.LinkRepository.Link;
import ai.levqor.security.MasterSecret;
import ai.levqor.security.SessionToken;
import ai.levqor.sql.Uuid7;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Makes links and codes. */
final class Links {
    private static final int CODES = 1_000_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MasterSecret secret;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Uuid7 ids;

    Links(MasterSecret secret, Duration lifetime, InstantSource clock) {
        this.secret = secret;
        this.lifetime = lifetime;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    /** A link and a code for whoever asks. */
    Fresh make(LinkRequest asked) {
        String token = SessionToken.generate();
        String code = "%06d".formatted(RANDOM.nextInt(CODES));
        String browser = asked.browser() == null ? SessionToken.generate() : asked.browser();
        String bound = asked.browser() == null ? "" : SessionToken.hash(asked.browser());
        long now = clock.millis();
        return new Fresh(
                token,
                code,
                new Link(
                        ids.next(),
                        asked.email(),
                        SessionToken.hash(token),
                        codeHash(asked.email(), browser, code),
                        bound,
                        asked.network(),
                        asked.referral(),
                        now,
                        now + lifetime.toMillis()));
    }

    /**
     * What is stored of a code. There are too few codes for a plain hash to hide one, so it is keyed; address and browser
     * go in, so that it is worth nothing for any other.
     */
    String codeHash(String email, String browser, String code) {
        return SessionToken.mac(secret, "sign-in-code", email + "\n" + browser + "\n" + code);
    }

    /** A new link, with what only its mail tells. */
    record Fresh(String token, String code, Link link) {
        @Override
        public String toString() {
            return "Fresh[hidden]";
        }
    }
}
