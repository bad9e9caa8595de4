package ai.levqor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** What production refuses although development allows it: the one place. */
final class ProductionRules {
    private static final int KEY_LENGTH = 16;

    // A random secret keeps far more different characters than this once these words are taken out of it.
    private static final int DIFFERENT_CHARACTERS = 8;
    private static final Pattern PLACEHOLDER_WORDS = Pattern.compile(
            "change|me|secret|password|passwd|default|example|placeholder|replace|insert|please|this|your"
                    + "|levqor|master|key|test|dev|todo|admin|here|production|qwerty|0123456789|1234567890|12345678");

    private final Map<String, Raw> values;
    private final List<Problem> problems = new ArrayList<>();

    private ProductionRules(Map<String, Raw> values) {
        this.values = values;
    }

    /** What of {@code values} production refuses. */
    static List<Problem> check(Map<String, Raw> values) {
        ProductionRules rules = new ProductionRules(values);
        rules.secret();
        rules.keys("api-keys");
        rules.keys("api-keys-next");
        rules.origins();
        rules.standIn();
        rules.returnUrl();
        return rules.problems;
    }

    private void secret() {
        String secret = String.join("", items("secret"));
        if (secret.isEmpty()) {
            refuse(
                    "secret",
                    "is empty; set it to at least " + CoreSettings.SECRET_LENGTH
                            + " random characters (openssl rand -base64 48)");
        } else if (guessable(secret)) {
            refuse("secret", "is a well-known placeholder; set it to random characters (openssl rand -base64 48)");
        }
    }

    private void keys(String key) {
        for (String apiKey : items(key)) {
            if (apiKey.length() < KEY_LENGTH) {
                refuse(key, "holds a key of fewer than " + KEY_LENGTH + " characters; use random ones");
            } else if (guessable(apiKey)) {
                refuse(key, "holds a well-known placeholder; use random keys");
            }
        }
    }

    private void origins() {
        if (items("cors.origins").contains("*")) {
            refuse("cors.origins", "is *, which lets every web page call the API; name the origins");
        }
    }

    private void standIn() {
        if (items("billing.stand-in").contains("true")) {
            refuse("billing.stand-in", "is true, which gives plans away; set it to false");
        }
    }

    private void returnUrl() {
        if (!String.join("", items("stripe.secret-key")).isEmpty()
                && String.join("", items("billing.return-url")).isEmpty()) {
            refuse("billing.return-url", "is empty; set it to the page that people return to after a payment");
        }
    }

    private void refuse(String key, String reason) {
        problems.add(new Problem(
                key, key + " (" + Setting.variable(key) + ") " + reason + " (refused because profile is production)"));
    }

    private List<String> items(String key) {
        return Objects.requireNonNull(values.get(key), key).items();
    }

    private static boolean guessable(String value) {
        String letters = value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String rest = PLACEHOLDER_WORDS.matcher(letters).replaceAll("");
        return rest.chars().distinct().count() < DIFFERENT_CHARACTERS;
    }
}
