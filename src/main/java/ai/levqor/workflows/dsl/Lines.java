package ai.levqor.workflows.dsl;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** On which line of a text each value stands, by its JSON pointer. */
final class Lines {
    private final Map<String, Integer> lines = new HashMap<>();

    /** Reads all of {@code parser}, which stands before the first token. */
    static Lines of(JsonParser parser) throws IOException {
        var lines = new Lines();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (!token.isStructEnd()) {
                String pointer = parser.getParsingContext().pathAsPointer().toString();
                lines.lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
            }
        }
        return lines;
    }

    /** The line of {@code pointer}, or of the nearest value around it that has one. */
    int line(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            if (at.isEmpty()) {
                return 0;
            }
        }
    }
}
