package ai.levqor.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Reads a YAML file into a flat table, {@code http.port} → text. Token by token rather than as a tree, so that every
 * value keeps its line and numbers stay as they were written.
 */
final class SettingsFile {
    private static final String DEFAULTS = "/conf/levqor.yaml";
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String name;
    private final IntFunction<String> origin;
    private final Map<String, Raw> values = new LinkedHashMap<>();

    private SettingsFile(String name, IntFunction<String> origin) {
        this.name = name;
        this.origin = origin;
    }

    /** The defaults in the jar, in the file's order; {@code profiles.…} included. */
    static Map<String, Raw> defaults() {
        try (InputStream in = Objects.requireNonNull(SettingsFile.class.getResourceAsStream(DEFAULTS), DEFAULTS)) {
            return new SettingsFile(DEFAULTS, line -> "default").read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file that LEVQOR_CONFIG names; throws SettingsException when it is missing or no YAML. */
    static Map<String, Raw> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new SettingsFile(file.toString(), line -> "file " + file + " line " + line).read(in);
        } catch (IOException e) {
            throw problem(file.toString(), "LEVQOR_CONFIG names " + file + ", which cannot be read: " + e);
        }
    }

    private Map<String, Raw> read(InputStream in) throws IOException {
        try (YAMLParser parser = YAML.createParser(in)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                mapping(parser, "");
            } else if (first != null) {
                throw refused(parser, "the file must be a mapping of keys to values");
            }
            if (parser.nextToken() != null) {
                throw refused(parser, "the file must hold one document");
            }
            return values;
        } catch (JsonProcessingException e) {
            // Only the first line: the rest of the parser's message quotes the file, which may hold secrets.
            String reason = e.getOriginalMessage().lines().findFirst().orElse("no YAML");
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw problem(name, name + " line " + line + ": " + reason);
        }
    }

    private void mapping(YAMLParser parser, String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                mapping(parser, key + ".");
            } else if (token == JsonToken.START_ARRAY) {
                values.put(key, Raw.list(sequence(parser), origin.apply(line)));
            } else {
                values.put(key, Raw.text(scalar(parser), origin.apply(line)));
            }
        }
    }

    private List<String> sequence(YAMLParser parser) throws IOException {
        List<String> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(scalar(parser));
        }
        return items;
    }

    private String scalar(YAMLParser parser) throws IOException {
        if (parser.isCurrentAlias()) {
            throw refused(parser, "aliases are not supported, write the value");
        }
        if (!parser.currentToken().isScalarValue()) {
            throw refused(parser, "a list holds single values only");
        }
        return parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
    }

    private SettingsException refused(JsonParser parser, String reason) {
        int line = parser.currentTokenLocation().getLineNr();
        return problem(name, name + " line " + line + ": " + reason);
    }

    private static SettingsException problem(String name, String text) {
        return new SettingsException(List.of(new Problem(name, text)));
    }
}
