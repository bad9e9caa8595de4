package ai.levqor.auth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mail in two forms, from the templates {@code mail/<name>.txt} and {@code .html}, whose first line is the subject. */
final class MailText {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

    private final String subject;
    private final String text;
    private final String html;

    private MailText(String subject, String text, String html) {
        this.subject = subject;
        this.text = text;
        this.html = html;
    }

    /** The templates of {@code name}; a defect when there are none. */
    static MailText of(String name) {
        String[] text = read(name + ".txt").split("\n\n", 2);
        return new MailText(text[0], text[1], read(name + ".html"));
    }

    String subject() {
        return subject;
    }

    String text(Map<String, String> values) {
        return filled(text, values, false);
    }

    String html(Map<String, String> values) {
        return filled(html, values, true);
    }

    private static String filled(String template, Map<String, String> values, boolean escaped) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException("No value for " + found.group());
            }
            return Matcher.quoteReplacement(escaped ? escaped(value) : value);
        });
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String read(String name) {
        try (InputStream in = MailText.class.getResourceAsStream("/mail/" + name)) {
            if (in == null) {
                throw new IllegalStateException("No /mail/" + name + " on the class path.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
