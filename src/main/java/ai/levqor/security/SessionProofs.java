package ai.levqor.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks that who sends a request holds the private key of its session (RFC 9449, DPoP): a JWT in the request's header,
 * made for its method and path, a moment ago, and never seen before. One check takes a fifth of a millisecond.
 */
public final class SessionProofs {
    /** The header of the request. */
    public static final String HEADER = "DPoP";

    /** How far the time of a proof may be from ours, before and behind. */
    static final Duration TOLERANCE = Duration.ofMinutes(2);

    private static final int MAX_LENGTH = 2048;
    private static final Pattern JWT =
            Pattern.compile("([A-Za-z0-9_-]{1,1024})\\.([A-Za-z0-9_-]{1,1024})\\.([A-Za-z0-9_-]{86})");
    private static final Pattern ID = Pattern.compile("[!-~]{16,64}");
    private static final Pattern TARGET = Pattern.compile("https?://[^/?#]+(/[^?#]*)");

    private final InstantSource clock;
    private final SeenProofs seen = new SeenProofs(TOLERANCE.multipliedBy(2));

    SessionProofs(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * What is wrong with {@code proof}; null where it is right, which it is once.
     *
     * @param path of the request as it came. The host does not count: proxies change it, and browsers keep each site's
     *     keys apart
     */
    public @Nullable String fault(SessionKey key, String proof, String method, String path) {
        Matcher parts = JWT.matcher(proof);
        if (proof.length() > MAX_LENGTH || !parts.matches()) {
            return "is no JWT of three parts";
        }
        try {
            String wrong = wrongHeader(key, json(parts.group(1)));
            JsonObject claims = json(parts.group(2));
            wrong = wrong == null ? wrongClaim(claims, method, path) : wrong;
            if (wrong != null) {
                return wrong;
            }
            if (!signed(key, proof.substring(0, parts.end(2)), parts.group(3))) {
                return "is not signed by the session's key";
            }
            return seen.first(key.x() + claims.getString("jti"), clock.millis()) ? null : "was used before";
        } catch (DecodeException | IllegalArgumentException malformed) {
            return "is no JWT of JSON objects";
        }
    }

    private static @Nullable String wrongHeader(SessionKey key, JsonObject header) {
        if (!"dpop+jwt".equals(header.getValue("typ")) || !"ES256".equals(header.getValue("alg"))) {
            return "has another typ than dpop+jwt or another alg than ES256";
        }
        if (header.containsKey("crit")) {
            return "has extensions that are unknown here";
        }
        return header.getValue("jwk") instanceof JsonObject jwk && key.is(jwk) ? null : "is of another key";
    }

    private @Nullable String wrongClaim(JsonObject claims, String method, String path) {
        if (!method.equals(claims.getValue("htm"))) {
            return "is for another method";
        }
        if (!(claims.getValue("htu") instanceof String target)) {
            return "is for no address";
        }
        Matcher url = TARGET.matcher(target);
        if (!url.matches() || !url.group(1).equals(path)) {
            return "is for another path";
        }
        if (!(claims.getValue("jti") instanceof String id) || !ID.matcher(id).matches()) {
            return "has no jti of 16 to 64 characters";
        }
        boolean whole = claims.getValue("iat") instanceof Integer || claims.getValue("iat") instanceof Long;
        if (!whole) {
            return "has no iat";
        }
        long made = claims.getLong("iat");
        long now = clock.millis() / 1000;
        return made < now - TOLERANCE.toSeconds() || made > now + TOLERANCE.toSeconds()
                ? "is of another time; the header Date tells ours"
                : null;
    }

    private static JsonObject json(String part) {
        try {
            return new JsonObject(new String(Base64.getUrlDecoder().decode(part), UTF_8));
        } catch (ClassCastException noObject) {
            throw new DecodeException("no JSON object", noObject);
        }
    }

    private static boolean signed(SessionKey key, String text, String signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(key.key());
            verifier.update(text.getBytes(US_ASCII));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException noSignature) {
            return false;
        }
    }
}
