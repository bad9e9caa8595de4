package ai.levqor.config;

import java.util.List;
import java.util.Map;

/** What the settings of mail must have together. */
final class MailRules {
    private static final String FROM = "mail.from";

    private MailRules() {}

    /** Mails that are really sent need an address that they come from. */
    static List<Problem> check(Map<String, Raw> values) {
        boolean sends = set(values, "smtp.url") || set(values, "resend.key");
        if (!sends || set(values, FROM)) {
            return List.of();
        }
        return List.of(new Problem(
                FROM,
                FROM + " (" + Setting.variable(FROM) + ") is empty; set it to the address that mails come from, such as"
                        + " Levqor <no-reply@example.com>"));
    }

    private static boolean set(Map<String, Raw> values, String key) {
        Raw raw = values.get(key);
        return raw != null && !String.join("", raw.items()).isEmpty();
    }
}
