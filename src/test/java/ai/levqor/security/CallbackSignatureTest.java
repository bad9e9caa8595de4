package ai.levqor.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackSignatureTest {
    // The specification's own test vector.
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final Instant AT = Instant.ofEpochSecond(1614265330);
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static final String OTHER_SECRET =
            MasterSecret.of("another secret of an installation").callbackSecret(2);

    private final CallbackSignature signature = new CallbackSignature(List.of(SECRET));

    @Test
    void signsTheTestVector() {
        assertEquals(SIGNATURE, signature.sign(ID, AT, BODY));
        assertEquals(
                Map.of("webhook-id", ID, "webhook-timestamp", "1614265330", "webhook-signature", SIGNATURE),
                signature.headers(ID, AT, BODY));
    }

    @Test
    void signsWithEverySecretWhileTheyRotate() {
        CallbackSignature both = new CallbackSignature(List.of(OTHER_SECRET, SECRET));

        String[] signatures = both.sign(ID, AT, BODY).split(" ", -1);

        assertEquals(2, signatures.length);
        assertEquals(new CallbackSignature(List.of(OTHER_SECRET)).sign(ID, AT, BODY), signatures[0]);
        assertEquals(SIGNATURE, signatures[1]);
    }

    @Test
    void theReferenceLibraryAcceptsWhatWeSign() throws Exception {
        Instant now = Instant.now();
        String body = "{\"name\":\"Zoë\"}";
        Map<String, String> headers =
                new CallbackSignature(List.of(SECRET, OTHER_SECRET)).headers("msg_1", now, body.getBytes(UTF_8));
        Map<String, List<String>> asReceived = Map.of(
                "webhook-id", List.of("msg_1"),
                "webhook-timestamp", List.of(Long.toString(now.getEpochSecond())),
                "webhook-signature", List.of(headers.get("webhook-signature")));

        new Webhook(SECRET).verify(body, asReceived);
        new Webhook(OTHER_SECRET).verify(body, asReceived);
        assertEquals(
                new Webhook(SECRET).sign("msg_1", now.getEpochSecond(), body),
                signature.sign("msg_1", now, body.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE,
                "v1,AAAA " + SIGNATURE,
                SIGNATURE + " v1,AAAA",
                "v1a,AAAA v2,BBBB " + SIGNATURE,
            })
    void acceptsAnyOneValidSignature(String signatures) {
        assertTrue(signature.verify(ID, "1614265330", signatures, BODY, InstantSource.fixed(AT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v1,",
                "v1",
                "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
                "v1,G0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=x",
                "v1,é",
            })
    void refusesEveryOtherSignature(String signatures) {
        assertFalse(signature.verify(ID, "1614265330", signatures, BODY, InstantSource.fixed(AT)));
    }

    @ParameterizedTest
    @CsvSource({"-301,false", "-300,true", "-1,true", "0,true", "299,true", "300,true", "301,false", "86400,false"})
    void acceptsFiveMinutesEitherWay(long seconds, boolean accepted) {
        InstantSource clock = InstantSource.fixed(AT.plusSeconds(seconds));

        assertEquals(accepted, signature.verify(ID, "1614265330", SIGNATURE, BODY, clock));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "+1614265330", "1614265330.0", "16142653301614265330", " 1614265330", "١٦١٤٢٦٥٣٣٠"})
    void refusesTimestampsOfAnotherForm(String timestamp) {
        assertFalse(signature.verify(ID, timestamp, SIGNATURE, BODY, InstantSource.fixed(AT)));
    }

    @Test
    void coversIdTimestampAndBody() {
        InstantSource clock = InstantSource.fixed(AT);

        assertFalse(signature.verify(ID + "x", "1614265330", SIGNATURE, BODY, clock));
        assertFalse(signature.verify(ID, "1614265331", SIGNATURE, BODY, clock));
        assertFalse(signature.verify(ID, "1614265330", SIGNATURE, "{\"test\": 2432232315}".getBytes(UTF_8), clock));
        assertFalse(new CallbackSignature(List.of(OTHER_SECRET)).verify(ID, "1614265330", SIGNATURE, BODY, clock));
    }

    @Test
    void aDotCannotMovePartOfTheIdIntoTheTimestamp() {
        assertThrows(IllegalArgumentException.class, () -> signature.sign("msg_1.1614265330", AT, BODY));
        assertFalse(signature.verify("a.b", "1614265330", SIGNATURE, BODY, InstantSource.fixed(AT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_",
                "whsec_c2hvcnQ=",
                "whsec_not*base64*not*base64*not*base64",
                "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            })
    void refusesSecretsOfAnotherFormWithoutShowingThem(String secret) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new CallbackSignature(List.of(secret)));

        assertEquals(
                "a callback signing secret is whsec_ followed by the base64 of 24 to 64 bytes", refusal.getMessage());
    }

    @Test
    void needsASecretAndNeverPrintsIt() {
        assertThrows(IllegalArgumentException.class, () -> new CallbackSignature(List.of()));
        assertEquals("CallbackSignature[1 secrets]", signature.toString());
    }
}
