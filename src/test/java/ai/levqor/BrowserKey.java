package ai.levqor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Consumer;

/** A browser's key pair, made here, and its proofs (RFC 9449). */
public record BrowserKey(KeyPair pair) {
    /** A new one. */
    public static BrowserKey generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return new BrowserKey(generator.generateKeyPair());
    }

    /** The public half. */
    public JsonObject jwk() {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", coordinate(point.getAffineX()))
                .put("y", coordinate(point.getAffineY()));
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] whole = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, whole, 32 - length, length);
        return base64url(whole);
    }

    /** A proof for one request, made now. */
    public String proof(String method, String path) throws GeneralSecurityException {
        return proof(method, path, Instant.now(), (header, claims) -> {});
    }

    /** A proof in which {@code change} makes something wrong before it is signed. */
    public String proof(String method, String path, Instant at, Change change) throws GeneralSecurityException {
        var header = new JsonObject().put("typ", "dpop+jwt").put("alg", "ES256").put("jwk", jwk());
        var claims = new JsonObject()
                .put("jti", UUID.randomUUID().toString())
                .put("htm", method)
                .put("htu", "https://app.example.com" + path)
                .put("iat", at.getEpochSecond());
        change.apply(header, claims);
        return signed(encoded(header) + "." + encoded(claims));
    }

    /** The same for what is wrong with a claim. */
    public String proof(String method, String path, Consumer<JsonObject> change) throws GeneralSecurityException {
        return proof(method, path, Instant.now(), (header, claims) -> change.accept(claims));
    }

    /** The JWT of this text. */
    public String signed(String text) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
        signer.initSign(pair.getPrivate());
        signer.update(text.getBytes(US_ASCII));
        return text + "." + base64url(signer.sign());
    }

    /** A proof whose signature is another one. */
    public static String altered(String proof) {
        int at = proof.lastIndexOf('.') + 1;
        byte[] signature = Base64.getUrlDecoder().decode(proof.substring(at));
        byte[] other = Arrays.copyOf(signature, signature.length);
        other[10] ^= 1;
        return proof.substring(0, at) + base64url(other);
    }

    /** A part of a JWT. */
    public static String encoded(JsonObject json) {
        return base64url(json.encode().getBytes(UTF_8));
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What makes a proof wrong. */
    @FunctionalInterface
    public interface Change {
        /** Changes what is signed. */
        void apply(JsonObject header, JsonObject claims);
    }
}
