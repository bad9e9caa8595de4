package ai.levqor.cli.demo;

import io.vertx.core.json.JsonObject;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Prints headings and lines in two aligned columns; in colour where somebody looks at it. */
public final class Screen {
    private static final int LABEL = 20;
    private static final String RESET = "\u001B[0m";

    private final PrintWriter out;
    private final boolean colour;

    /** A screen on {@code out}, with colours or without. */
    public Screen(PrintWriter out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** Whether the process writes to a terminal that may have colours (no-color.org). */
    public static boolean colourWanted(Map<String, String> env) {
        return env.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(env.get("TERM"))
                && Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent();
    }

    /** Begins a part. */
    public void heading(String text) {
        out.println();
        out.println(styled("\u001B[1m", text));
        out.flush();
    }

    /** A line that something is called by. */
    public void line(String label, String text) {
        out.println("  " + styled("\u001B[2m", padded(label, LABEL)) + text);
        out.flush();
    }

    /** The same with JSON, indented over as many lines as it needs. */
    public void line(String label, JsonObject json) {
        line(label, json.encodePrettily().replace("\n", "\n" + " ".repeat(2 + LABEL)));
    }

    /** A line that says that something is as it should be. */
    public void good(String label, String text) {
        line(label, styled("\u001B[32m", text));
    }

    /** A line as it is, to copy. */
    public void plain(String text) {
        out.println(text);
        out.flush();
    }

    /** Since a moment of {@link System#nanoTime()}, such as {@code 12 ms} or {@code 1.31 s}. */
    public static String since(long start) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }

    private String styled(String style, String text) {
        return colour ? style + text + RESET : text;
    }

    private static String padded(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }
}
