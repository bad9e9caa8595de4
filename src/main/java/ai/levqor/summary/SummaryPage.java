package ai.levqor.summary;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** A mail of headings, lines and a chart, in HTML and plain text at once. Whatever text comes in, text comes out. */
final class SummaryPage {
    private static final int BAR_PX = 220;
    private static final int BAR_TEXT = 30;
    private static final String GOOD = "#2f7d6b";
    private static final String BAD = "#b3261e";

    private final StringBuilder html = new StringBuilder();
    private final StringBuilder text = new StringBuilder();

    SummaryPage(String title) {
        html.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Levqor</title></head>
                <body style="margin:0;padding:16px;background:#ffffff;color:#1c1f24;\
                font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.4">
                <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
                <tr><td colspan="2"><h1 style="margin:0 0 4px;font-size:20px">Levqor:""");
        html.append(' ').append(escaped(title)).append("</h1></td></tr>\n");
        text.append("Levqor: ").append(title).append('\n');
    }

    void lead(String words) {
        html.append("<tr><td colspan=\"2\"><strong>").append(escaped(words)).append("</strong></td></tr>\n");
        text.append(words).append('\n');
    }

    void heading(String words) {
        html.append("<tr><td colspan=\"2\"><h2 style=\"margin:20px 0 4px;font-size:16px\">")
                .append(escaped(words))
                .append("</h2></td></tr>\n");
        text.append('\n').append(words).append('\n');
    }

    void line(String name, String value) {
        html.append("<tr><td style=\"padding:2px 16px 2px 0\">")
                .append(escaped(name))
                .append("</td><td style=\"padding:2px 0;text-align:right\">")
                .append(escaped(value))
                .append("</td></tr>\n");
        text.append("  ")
                .append(name)
                .append(value.isEmpty() ? "" : ": " + value)
                .append('\n');
    }

    /** A bar for each day: those {@code submitted}, of which those that {@code bad} counts have another colour. */
    void chart(String title, String bad, JsonArray days) {
        long most = Math.max(
                1,
                days.stream()
                        .mapToLong(day -> ((JsonObject) day).getLong("submitted"))
                        .max()
                        .orElse(1));
        html.append("<tr><td colspan=\"2\" style=\"padding-top:12px\">")
                .append(escaped(title))
                .append(" (red: ")
                .append(escaped(bad))
                .append(")<table cellpadding=\"0\" cellspacing=\"0\" style=\"font-size:13px\">\n");
        text.append("\n  ").append(title).append(" (x: ").append(bad).append(")\n");
        for (Object element : days) {
            var day = (JsonObject) element;
            bar(day.getString("day"), day.getLong("submitted"), day.getLong(bad), most);
        }
        html.append("</table></td></tr>\n");
    }

    private void bar(String day, long all, long bad, long most) {
        html.append("<tr><td style=\"padding:2px 12px 2px 0\">")
                .append(escaped(day))
                .append("</td><td><table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\"><tr>");
        cell(length(all - bad, most, BAR_PX), GOOD);
        cell(length(bad, most, BAR_PX), BAD);
        String words = all + (bad == 0 ? "" : " (" + bad + ")");
        html.append("<td style=\"padding-left:8px\">").append(words).append("</td></tr></table></td></tr>\n");
        text.append(String.format(
                Locale.ROOT,
                "  %s %s%s %s%n",
                day,
                "=".repeat(length(all - bad, most, BAR_TEXT)),
                "x".repeat(length(bad, most, BAR_TEXT)),
                words));
    }

    private void cell(int width, String colour) {
        if (width > 0) {
            html.append(String.format(
                    Locale.ROOT,
                    "<td width=\"%d\" height=\"14\" bgcolor=\"%s\" style=\"width:%dpx;font-size:0\">&nbsp;</td>",
                    width,
                    colour,
                    width));
        }
    }

    /** What is there is seen, however little it is. */
    private static int length(long part, long most, int whole) {
        return part == 0 ? 0 : Math.max(1, Math.toIntExact(part * whole / most));
    }

    void link(String words, String url) {
        html.append("<tr><td colspan=\"2\" style=\"padding-top:20px\"><a href=\"")
                .append(escaped(url))
                .append("\">")
                .append(escaped(words))
                .append("</a></td></tr>\n");
        text.append('\n').append(words).append(": ").append(url).append('\n');
    }

    String html() {
        return html + "</table>\n</body>\n</html>\n";
    }

    String text() {
        return text.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
