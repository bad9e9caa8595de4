package ai.levqor.contract;

/** Text as HTML. */
final class Html {
    private Html() {}

    /** The text with what HTML would read as markup escaped; fit for content and for quoted attributes. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A block of code. */
    static String code(String text) {
        return "<pre tabindex=\"0\"><code>" + escaped(text) + "</code></pre>\n";
    }
}
