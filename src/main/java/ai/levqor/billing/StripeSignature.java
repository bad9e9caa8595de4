package ai.levqor.billing;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.levqor.bus.Failure;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stripe's signature of a webhook: {@code t=<epoch s>,v1=<hex HMAC-SHA256 of "t.body">}, with one {@code v1} for each
 * secret while secrets rotate.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">how to verify it</a>
 */
final class StripeSignature {
    /** How far its time may lie from now, either way. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    /** More than any sender has secrets; each costs a comparison. */
    private static final int MAX_SIGNATURES = 16;

    private final List<SecretKeySpec> secrets;
    private final InstantSource clock;

    StripeSignature(List<String> secrets, InstantSource clock) {
        this.secrets = secrets.stream()
                .map(secret -> new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM))
                .toList();
        this.clock = clock;
    }

    /** Throws {@code invalid_request}, without saying which part is wrong, unless {@code header} signs {@code body}. */
    void verify(String body, String header) {
        String time = "";
        List<String> given = new ArrayList<>();
        for (String part : header.split(",", MAX_SIGNATURES + 2)) {
            String item = part.strip();
            if (item.startsWith("t=")) {
                time = item.substring(2);
            } else if (item.startsWith("v1=")) {
                given.add(item.substring(3));
            }
        }
        boolean valid = false;
        for (SecretKeySpec secret : secrets) {
            byte[] expected = sign(secret, time, body).getBytes(UTF_8);
            for (String one : given) {
                valid |= MessageDigest.isEqual(expected, one.getBytes(UTF_8));
            }
        }
        if (!valid || !recent(time)) {
            throw Failure.invalid(
                    "Stripe-Signature",
                    "does not fit: the body is another, the secret is another, or it is older than 5 minutes");
        }
    }

    private boolean recent(String time) {
        if (!SECONDS.matcher(time).matches()) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant());
        return age.abs().compareTo(TOLERANCE) <= 0;
    }

    /** The header that signs {@code body} now, a {@code v1} for each secret. */
    String header(String body) {
        String time = Long.toString(clock.instant().getEpochSecond());
        var header = new StringBuilder("t=").append(time);
        secrets.forEach(secret -> header.append(",v1=").append(sign(secret, time, body)));
        return header.toString();
    }

    private static String sign(SecretKeySpec secret, String time, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
