package ai.levqor.config;

/**
 * The provider Resend, which sends mails over HTTP: section {@code resend}.
 *
 * @param key its API key; empty where it is not used
 * @param url the base of its API
 */
public record ResendSettings(String key, String url) {
    public ResendSettings {
        Check.section("resend")
                .that(key.chars().allMatch(c -> c > ' ' && c < 0x7f), "key", key, "a key of visible ASCII characters")
                .that(HttpAddress.valid(url), "url", url, HttpAddress.FORM)
                .done();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ResendSettings[url=" + url + "]";
    }
}
