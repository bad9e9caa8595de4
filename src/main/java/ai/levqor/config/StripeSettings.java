package ai.levqor.config;

import java.time.Duration;
import java.util.List;

/**
 * The payment provider Stripe: section {@code stripe}.
 *
 * @param secretKey its secret or restricted key; empty where it is not used
 * @param webhookSecret the signing secrets of the webhook endpoint, all valid at once
 * @param url the base of its API
 * @param timeout how long one call may take
 */
public record StripeSettings(String secretKey, List<String> webhookSecret, String url, Duration timeout) {
    public StripeSettings {
        webhookSecret = List.copyOf(webhookSecret);
        String secrets = String.join(",", webhookSecret);
        Check.section("stripe")
                .that(visible(secretKey), "secret-key", secretKey, "a key of visible ASCII characters")
                .that(
                        webhookSecret.stream().allMatch(secret -> !secret.isEmpty() && visible(secret)),
                        "webhook-secret",
                        secrets,
                        "secrets of visible ASCII characters")
                .that(
                        secretKey.isEmpty() || !webhookSecret.isEmpty(),
                        "webhook-secret",
                        secrets,
                        "the webhook endpoint's signing secret, since stripe.secret-key is set: payments would be taken"
                                + " and never heard of")
                .that(HttpAddress.valid(url), "url", url, HttpAddress.FORM)
                .range("timeout", timeout, "1s", "80s")
                .done();
    }

    private static boolean visible(String secret) {
        return secret.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Whether payments can be taken. */
    public boolean configured() {
        return !secretKey.isEmpty();
    }

    /** Without key and secrets. */
    @Override
    public String toString() {
        return "StripeSettings[url=" + url + ", timeout=" + timeout + "]";
    }
}
