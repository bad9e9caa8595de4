package ai.levqor.config;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Mail that is sent: section {@code mail}.
 *
 * @param from who mails come from: an address, or a name and an address in angle brackets; empty until it is set
 * @param timeout how long the mail server or the provider may take for one mail
 * @param maxRunning mails that one node sends at a time
 * @param backoffBase wait before the second attempt; doubles with every further one
 * @param backoffMax longest wait between two attempts
 * @param retention how long mails that came to an end are kept
 * @param maxSize of a mail in bytes, its attachments included
 */
public record MailSettings(
        String from,
        Duration timeout,
        int maxRunning,
        int maxAttempts,
        Duration backoffBase,
        Duration backoffMax,
        Duration retention,
        int maxSize) {
    private static final String MAILBOX = "[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*";
    private static final Pattern ADDRESS =
            Pattern.compile("(" + MAILBOX + "|[^\\p{Cntrl}\"\\\\<>()@,;:\\[\\]]{1,100}<" + MAILBOX + ">)");
    private static final int MAX_SIZE = 40 * 1024 * 1024;

    public MailSettings {
        Check.section("mail")
                .that(
                        from.isEmpty() || isAddress(from),
                        "from",
                        from,
                        "an address such as Levqor <no-reply@example.com>")
                .range("timeout", timeout, "1s", "5m")
                .range("max-running", maxRunning, 1, 1_000)
                .range("max-attempts", maxAttempts, 1, 100)
                .range("backoff-base", backoffBase, "1s", "1h")
                .range("backoff-max", backoffMax, "1s", "24h")
                .range("retention", retention, "1m", "3650d")
                .range("max-size", maxSize, 1_000, MAX_SIZE)
                .done();
    }

    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }
}
