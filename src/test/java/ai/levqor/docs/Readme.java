package ai.levqor.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README as its tests read it. */
final class Readme {
    private final String text;

    private Readme(String text) {
        this.text = text;
    }

    static Readme read() throws IOException {
        return new Readme(Files.readString(Path.of("README.md")));
    }

    /** The contents of the code blocks in {@code language}, in order. */
    List<String> blocks(String language) {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** What is between {@code <!-- name -->} and {@code <!-- /name -->}. */
    String section(String name) {
        Matcher matcher = Pattern.compile("(?s)<!-- " + name + " -->\\n(.*?)<!-- /" + name + " -->")
                .matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("README.md has no section " + name);
        }
        return matcher.group(1);
    }
}
