package ai.levqor.http;

import ai.levqor.bus.Failure;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as one JSON object, strictly (RFC 8259 as narrowed by I-JSON, RFC 7493): valid UTF-8, unique names, whole
 * characters, numbers that a double can hold. Whatever passes can be stored and sent on unchanged.
 */
final class JsonBody {
    private static final int MAX_DEPTH = 100;

    /** What Java puts in the place of malformed UTF-8; rare enough in a good text to look again then. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final JsonParser parser;
    private final boolean escapes;

    private JsonBody(JsonParser parser, boolean escapes) {
        this.parser = parser;
        this.escapes = escapes;
    }

    /** The object; an empty body is an empty object. Anything else is an {@code invalid_request} that says where. */
    static JsonObject parse(Buffer body) {
        if (body.length() == 0) {
            return new JsonObject();
        }
        byte[] bytes = body.getBytes();
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            checkUtf8(bytes);
        }
        try (JsonParser parser = JSON.createParser(bytes)) {
            return new JsonBody(parser, text.contains("\\u")).parse();
        } catch (StreamConstraintsException tooLong) {
            throw Failure.invalid(null, "The body has a number or a name that is too long.");
        } catch (JsonProcessingException malformed) {
            var at = malformed.getLocation();
            throw Failure.invalid(
                    null,
                    "The body is not valid JSON: line %d, column %d.".formatted(at.getLineNr(), at.getColumnNr()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Jackson alone would take overlong forms and surrogates as bytes. */
    private static void checkUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException malformed) {
            throw Failure.invalid(null, "The body is not valid UTF-8.");
        }
    }

    private JsonObject parse() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Failure.invalid(null, "The body is only white space; send one JSON object or no body.");
        }
        if (first != JsonToken.START_OBJECT) {
            throw Failure.invalid(null, "The body must be one JSON object.");
        }
        var object = new JsonObject(object(1));
        if (parser.nextToken() != null) {
            throw Failure.invalid(null, "The body goes on after its JSON object.");
        }
        return object;
    }

    private Map<String, @Nullable Object> object(int depth) throws IOException {
        checkDepth(depth);
        var members = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (!whole(name)) {
                throw Failure.invalid(null, "A name in the body has half of a surrogate pair.");
            }
            parser.nextToken();
            int before = members.size();
            members.put(name, value(depth));
            if (members.size() == before) {
                throw Failure.invalid(here(), "is given more than once");
            }
        }
        return members;
    }

    private List<@Nullable Object> array(int depth) throws IOException {
        checkDepth(depth);
        var elements = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(depth));
        }
        return elements;
    }

    private @Nullable Object value(int depth) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> text(parser.getText());
            case VALUE_NUMBER_INT -> integer(parser.getNumberValue());
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("token " + parser.currentToken());
        };
    }

    private void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw Failure.invalid(null, "The body is nested deeper than " + MAX_DEPTH + " levels.");
        }
    }

    private Number integer(Number number) {
        if (number instanceof BigInteger big) {
            finite(big.doubleValue());
        }
        return number;
    }

    private double finite(double number) {
        if (Double.isInfinite(number)) {
            throw Failure.invalid(here(), "is a number out of range");
        }
        return number;
    }

    private String text(String text) {
        if (!whole(text)) {
            throw Failure.invalid(here(), "has half of a surrogate pair");
        }
        return text;
    }

    /** Half of a surrogate pair, which only an escape can name, is no character and has no UTF-8. */
    private boolean whole(String text) {
        for (int i = 0; escapes && i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private String here() {
        return path(parser.getParsingContext());
    }

    /** Such as {@code jobs[3].priority}, as the validation of schemas names fields. */
    private static String path(JsonStreamContext context) {
        if (context.inRoot()) {
            return "";
        }
        String parent = path(context.getParent());
        if (context.inArray()) {
            return parent + "[" + context.getCurrentIndex() + "]";
        }
        return parent.isEmpty() ? context.getCurrentName() : parent + "." + context.getCurrentName();
    }
}
