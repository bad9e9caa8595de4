package ai.levqor.config;

/**
 * The mail server that mails go to: section {@code smtp}.
 *
 * @param url see {@link SmtpUrl}; empty where there is none
 */
public record SmtpSettings(String url) {
    public SmtpSettings {
        Check.section("smtp")
                .that(url.isEmpty() || SmtpUrl.valid(url), "url", url, SmtpUrl.FORM)
                .done();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SmtpSettings[" + (url.isEmpty() ? "none" : SmtpUrl.parse(url)) + "]";
    }
}
