package ai.levqor.security;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public key that a session is bound to, a point of P-256 (RFC 7518, 6.2.1). Its private half never leaves the
 * browser.
 *
 * @param x the coordinate as base64url
 * @param y the coordinate as base64url
 * @param key what verifies
 */
public record SessionKey(String x, String y, PublicKey key) {
    private static final String FIELD = "key";
    private static final Pattern COORDINATE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final ECParameterSpec P256 = p256();
    private static final BigInteger THREE = BigInteger.valueOf(3);

    /** The key of a JWK, null of none; fails with {@code invalid_request} when it is not a public key of P-256. */
    public static @Nullable SessionKey given(@Nullable JsonObject jwk) {
        return jwk == null ? null : of(jwk);
    }

    /** The key of a JWK; fails with {@code invalid_request} when it is not a public key of P-256. */
    public static SessionKey of(JsonObject jwk) {
        if (!names(jwk)) {
            throw Failure.invalid(FIELD, "must be a public JWK with kty EC, crv P-256, x and y");
        }
        String x = jwk.getString("x");
        String y = jwk.getString("y");
        var point = new ECPoint(number(x), number(y));
        if (!onCurve(point)) {
            throw Failure.invalid(FIELD, "must be a point of the curve P-256");
        }
        try {
            var spec = new ECPublicKeySpec(point, P256);
            return new SessionKey(x, y, KeyFactory.getInstance("EC").generatePublic(spec));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no P-256", e);
        }
    }

    private static boolean names(JsonObject jwk) {
        return "EC".equals(jwk.getValue("kty"))
                && "P-256".equals(jwk.getValue("crv"))
                && jwk.getValue("x") instanceof String x
                && COORDINATE.matcher(x).matches()
                && jwk.getValue("y") instanceof String y
                && COORDINATE.matcher(y).matches()
                && !jwk.containsKey("d");
    }

    /** Whether a JWK, such as a proof's, is this key. */
    boolean is(JsonObject jwk) {
        return names(jwk) && x.equals(jwk.getString("x")) && y.equals(jwk.getString("y"));
    }

    /** The key as JWK. */
    public JsonObject json() {
        return new JsonObject().put("kty", "EC").put("crv", "P-256").put("x", x).put("y", y);
    }

    private static BigInteger number(String coordinate) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(coordinate));
    }

    /** The JDK takes any point here, and says at the first verification only that it is none. */
    private static boolean onCurve(ECPoint point) {
        BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right = x.modPow(THREE, p)
                .add(P256.getCurve().getA().multiply(x))
                .add(P256.getCurve().getB())
                .mod(p);
        return y.multiply(y).mod(p).equals(right);
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no P-256", e);
        }
    }
}
