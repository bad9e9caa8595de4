package ai.levqor.config;

import java.util.regex.Pattern;

/**
 * The static pages: section {@code site}.
 *
 * @param contact where the operator of the installation is reached: an https: or mailto: address
 */
public record SiteSettings(String contact) {
    private static final Pattern ADDRESS =
            Pattern.compile("https://[^\\s\"<>]{1,500}|mailto:[^\\s\"<>@]{1,64}@[^\\s\"<>@]{1,255}");

    public SiteSettings {
        boolean valid = ADDRESS.matcher(contact).matches();
        Check.section("site")
                .that(valid, "contact", contact, "an https: or mailto: address, such as mailto:security@example.com")
                .done();
    }
}
