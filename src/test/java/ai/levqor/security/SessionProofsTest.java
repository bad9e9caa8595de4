package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.BrowserKey;
import ai.levqor.SettableClock;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which proofs count for a session's key, and which keys are keys. */
class SessionProofsTest {
    private static final String PATH = "/api/v1/jobs";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:00Z"));
    private final SessionProofs proofs = new SessionProofs(clock);
    private final BrowserKey browser;
    private final SessionKey key;

    SessionProofsTest() throws GeneralSecurityException {
        browser = BrowserKey.generate();
        key = SessionKey.of(browser.jwk());
    }

    private String proof(BrowserKey.Change change) throws GeneralSecurityException {
        return browser.proof("GET", PATH, clock.instant(), change);
    }

    private String good() throws GeneralSecurityException {
        return proof((header, claims) -> {});
    }

    private String fault(String proof) {
        return Objects.requireNonNullElse(proofs.fault(key, proof, "GET", PATH), "");
    }

    private void claim(String fault, Consumer<JsonObject> change) throws GeneralSecurityException {
        assertEquals(fault, fault(proof((header, claims) -> change.accept(claims))));
    }

    private void header(String fault, Consumer<JsonObject> change) throws GeneralSecurityException {
        assertEquals(fault, fault(proof((header, claims) -> change.accept(header))));
    }

    @Test
    void aProofCountsOnce() throws Exception {
        String proof = good();
        assertNull(proofs.fault(key, proof, "GET", PATH));
        assertEquals("was used before", fault(proof));
        assertEquals("", fault(good()));
        clock.advance(SessionProofs.TOLERANCE);
        assertEquals("was used before", fault(proof), "as long as its time is right");
        clock.advance(Duration.ofSeconds(1));
        assertTrue(fault(proof).startsWith("is of another time"));
    }

    @Test
    void aProofIsForItsRequestAndMoment() throws Exception {
        claim("is for another method", claims -> claims.put("htm", "POST"));
        claim("is for another method", claims -> claims.remove("htm"));
        claim("is for another path", claims -> claims.put("htu", "https://app.example.com/api/v1/keys"));
        claim("is for another path", claims -> claims.put("htu", "https://app.example.com/x" + PATH));
        claim("is for another path", claims -> claims.put("htu", PATH));
        claim("is for no address", claims -> claims.put("htu", 7));
        claim("", claims -> claims.put("htu", "http://10.0.0.7:8080" + PATH));
        for (Object iat : new Object[] {"now", 1.5, new JsonArray(), true}) {
            claim("has no iat", claims -> claims.put("iat", iat));
        }
        long now = clock.instant().getEpochSecond();
        for (long iat : new long[] {now - 121, now + 121, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            claim("is of another time; the header Date tells ours", claims -> claims.put("iat", iat));
        }
        claim("", claims -> claims.put("iat", now - 120));
        claim("", claims -> claims.put("iat", now + 120));
        for (Object jti : new Object[] {"", "short", "x".repeat(65), 1234567890123456789L, "ä".repeat(20)}) {
            claim("has no jti of 16 to 64 characters", claims -> claims.put("jti", jti));
        }
    }

    @Test
    void aProofIsSignedByTheKey() throws Exception {
        String proof = good();
        assertEquals("is not signed by the session's key", fault(BrowserKey.altered(proof)));
        assertEquals("", fault(proof), "what was refused did not use it up");
        String text = proof.substring(0, proof.lastIndexOf('.') + 1);
        assertEquals("is not signed by the session's key", fault(text + "A".repeat(86)));

        BrowserKey other = BrowserKey.generate();
        assertEquals("is of another key", fault(other.proof("GET", PATH, clock.instant(), (header, claims) -> {})));
        assertEquals(
                "is not signed by the session's key",
                fault(other.proof("GET", PATH, clock.instant(), (header, claims) -> header.put("jwk", browser.jwk()))));
    }

    @Test
    void aHeaderSaysWhatItIs() throws Exception {
        String kind = "has another typ than dpop+jwt or another alg than ES256";
        for (Object alg : new Object[] {"none", "HS256", "ES384", 1}) {
            header(kind, header -> header.put("alg", alg));
        }
        header(kind, header -> header.put("typ", "JWT"));
        header(kind, header -> header.remove("typ"));
        header("has extensions that are unknown here", header -> header.put("crit", new JsonArray().add("exp")));
        header("is of another key", header -> header.remove("jwk"));
        header("is of another key", header -> header.put("jwk", "x"));
        header("is of another key", header -> header.getJsonObject("jwk").put("d", "A".repeat(43)));
        header("is of another key", header -> header.getJsonObject("jwk").put("crv", "P-384"));
    }

    @Test
    void whatIsNoJwtIsRefused() throws Exception {
        var wrong =
                new ArrayList<>(List.of("", ".", "..", "a.b.c", "x".repeat(5000), good() + ".x", good() + "=", "ü"));
        wrong.add(proof((header, claims) -> claims.put("more", "x".repeat(2000))));
        for (String proof : wrong) {
            assertEquals("is no JWT of three parts", fault(proof));
        }
        String signature = "." + "A".repeat(86);
        String header = BrowserKey.encoded(new JsonObject().put("typ", "dpop+jwt"));
        for (String part : List.of("AAAA", "W10", "IiI", "bnVsbA", "W1tbW1tbW1tb", "e30x", "a", "_____")) {
            assertNotEquals("", fault(header + "." + part + signature));
            assertEquals("is no JWT of JSON objects", fault(part + "." + header + signature), part);
        }
    }

    @Test
    void onlyPointsOfTheCurveAreKeys() {
        assertEquals(browser.jwk(), key.json());
        String x = browser.jwk().getString("x");
        for (JsonObject wrong : List.of(
                browser.jwk().put("y", x),
                browser.jwk().put("x", "A".repeat(43)).put("y", "A".repeat(43)),
                browser.jwk().put("x", "_".repeat(42) + "8"),
                browser.jwk().put("x", x + "A"),
                browser.jwk().put("x", 7),
                browser.jwk().put("crv", "P-384"),
                browser.jwk().put("kty", "RSA"),
                browser.jwk().put("d", x),
                new JsonObject())) {
            assertEquals(
                    Code.INVALID_REQUEST,
                    assertThrows(Failure.class, () -> SessionKey.of(wrong)).code(),
                    wrong::encode);
        }
    }

    @Test
    void whatIsRememberedIsBounded() {
        var seen = new SeenProofs(Duration.ofMinutes(4));
        long now = clock.millis();
        for (int i = 0; i < 150_000; i++) {
            assertTrue(seen.first("proof-" + i, now));
        }
        assertFalse(seen.first("proof-149999", now));
        assertFalse(seen.first("proof-100001", now));
        assertTrue(seen.first("proof-0", now), "the oldest were forgotten");
    }
}
