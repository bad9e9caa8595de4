package ai.levqor.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/**
 * The regular expressions of jq by RE2, which takes time in proportion to text and pattern whatever they are; it has
 * neither look-around nor back-references. jq's own functions ({@code test}, {@code sub} …) stand on the two here.
 */
public final class Regex {
    /** Steps of a compiled pattern; counted repetitions multiply. */
    public static final int MAX_SIZE = 20_000;

    private static final int MAX_LENGTH = 2_000;
    /** How many steps of the matcher cost as much as one of an expression. */
    private static final int STEPS_A_UNIT = 64;

    private Regex() {}

    static Map<String, Function> functions() {
        return Map.of("_match_impl/3", Regex::match, "_sub_impl/3", Regex::substitute);
    }

    @SuppressWarnings("UnusedVariable") // the library's signature
    private static void match(
            Scope scope, List<Expression> arguments, JsonNode in, @Nullable Path path, PathOutput out, Version version)
            throws JsonQueryException {
        String text = text(in);
        for (JsonNode only : values(arguments.get(2), scope, in)) {
            for (JsonNode flags : values(arguments.get(1), scope, in)) {
                for (JsonNode regex : values(arguments.get(0), scope, in)) {
                    List<ObjectNode> found = find(text, regex, flags, only.asBoolean());
                    ArrayNode all = JsonNodeFactory.instance.arrayNode();
                    found.forEach(all::add);
                    out.emit(only.asBoolean() ? BooleanNode.valueOf(!found.isEmpty()) : all, null);
                }
            }
        }
    }

    @SuppressWarnings("UnusedVariable") // the library's signature
    private static void substitute(
            Scope scope, List<Expression> arguments, JsonNode in, @Nullable Path path, PathOutput out, Version version)
            throws JsonQueryException {
        String text = text(in);
        for (JsonNode flags : values(arguments.get(2), scope, in)) {
            for (JsonNode regex : values(arguments.get(0), scope, in)) {
                for (StringBuilder one : substituted(scope, arguments.get(1), text, find(text, regex, flags, false))) {
                    out.emit(TextNode.valueOf(one.toString()), null);
                }
            }
        }
    }

    /** A replacement with several outputs gives several texts. */
    private static List<StringBuilder> substituted(
            Scope scope, Expression replacement, String text, List<ObjectNode> matches) throws JsonQueryException {
        List<StringBuilder> texts = new ArrayList<>(List.of(new StringBuilder()));
        int[] points = text.codePoints().toArray();
        int at = 0;
        for (ObjectNode match : matches) {
            int start = match.path("offset").intValue();
            String gap = new String(points, at, start - at);
            List<StringBuilder> longer = new ArrayList<>();
            List<JsonNode> outputs = values(replacement, scope, captures(match));
            for (JsonNode output : outputs) {
                if (!output.isTextual()) {
                    throw new JsonQueryException("a replacement must be a text");
                }
                for (StringBuilder before : texts) {
                    StringBuilder next = outputs.size() == 1 ? before : new StringBuilder(before);
                    next.append(gap).append(output.textValue());
                    Budget.current()
                            .spend(1 + (gap.length() + output.textValue().length()) / 16);
                    Budget.checkText(next.length());
                    longer.add(next);
                }
            }
            texts = longer;
            at = start + match.path("length").intValue();
        }
        String rest = new String(points, at, points.length - at);
        texts.forEach(one -> one.append(rest));
        return texts;
    }

    private static ObjectNode captures(ObjectNode match) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (JsonNode capture : match.path("captures")) {
            if (capture.path("name").isTextual()) {
                named.set(capture.path("name").textValue(), capture.path("string"));
            }
        }
        return named;
    }

    private static List<ObjectNode> find(String text, JsonNode regex, JsonNode flags, boolean one)
            throws JsonQueryException {
        var options = Options.of(flags);
        Pattern pattern = compile(text(regex), options.flags());
        Budget budget = Budget.current();
        budget.spend(((long) text.length() + 1) * size(pattern.pattern()) / STEPS_A_UNIT);
        String[] names = names(pattern);
        var found = new ArrayList<ObjectNode>();
        var points = new Points(text);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            budget.checkTime(1 + names.length);
            if (!options.nonEmpty() || matcher.end() > matcher.start()) {
                found.add(one ? JsonNodeFactory.instance.objectNode() : match(matcher, names, points));
                if (one || !options.global()) {
                    break;
                }
            }
        }
        return found;
    }

    private static ObjectNode match(Matcher matcher, String[] names, Points points) {
        ObjectNode match = part(matcher, 0, points);
        ArrayNode captures = match.putArray("captures");
        for (int group = 1; group <= matcher.groupCount(); group++) {
            captures.add(part(matcher, group, points).put("name", names[group]));
        }
        return match;
    }

    private static ObjectNode part(Matcher matcher, int group, Points points) {
        ObjectNode part = JsonNodeFactory.instance.objectNode();
        String string = matcher.group(group);
        if (string == null) {
            return part.put("offset", -1).put("length", 0).putNull("string");
        }
        return part.put("offset", points.at(matcher.start(group)))
                .put("length", string.codePointCount(0, string.length()))
                .put("string", string);
    }

    private static @Nullable String[] names(Pattern pattern) {
        var names = new String[pattern.groupCount() + 1];
        new HashMap<>(pattern.namedGroups()).forEach((name, group) -> names[group] = name);
        return names;
    }

    private static Pattern compile(String regex, int flags) throws JsonQueryException {
        if (regex.length() > MAX_LENGTH || size(regex) > MAX_SIZE) {
            throw new JsonQueryException("a regular expression that is too large");
        }
        try {
            return Pattern.compile(regex, flags);
        } catch (PatternSyntaxException e) {
            throw new JsonQueryException("no regular expression of RE2: " + e.getMessage());
        }
    }

    /** About how many steps {@code regex} has once its counted repetitions are written out. */
    public static long size(String regex) {
        Deque<Long> around = new ArrayDeque<>();
        long sum = 1;
        long last = 1;
        for (int i = 0; i < regex.length(); i++) {
            switch (regex.charAt(i)) {
                case '(' -> {
                    around.push(sum);
                    sum = 2;
                    last = 2;
                }
                case ')' -> {
                    last = sum;
                    sum += around.isEmpty() ? 0 : around.pop();
                }
                case '{' -> sum += last * Math.max(0, most(regex, i) - 1);
                default -> {
                    i += regex.charAt(i) == '\\' ? 1 : 0;
                    last = 1;
                    sum++;
                }
            }
            sum = Math.min(sum, Integer.MAX_VALUE);
        }
        return sum;
    }

    /** The most that the repetition at {@code open} allows; 1 where it is none. */
    private static long most(String regex, int open) {
        long most = 1;
        long number = 0;
        for (int i = open + 1; i < regex.length() && i < open + 12; i++) {
            char c = regex.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
                most = Math.max(most, number);
            } else if (c == ',') {
                number = 0;
            } else {
                return most;
            }
        }
        return most;
    }

    private static String text(JsonNode node) throws JsonQueryException {
        if (!node.isTextual()) {
            throw new JsonQueryException("a regular expression and what it is matched against must be texts");
        }
        return node.textValue();
    }

    private static List<JsonNode> values(Expression expression, Scope scope, JsonNode in) throws JsonQueryException {
        var values = new ArrayList<JsonNode>();
        expression.apply(scope, in, null, (value, path) -> values.add(value), false);
        return values;
    }

    /** jq counts characters as Unicode does; asked for in rising order it costs one pass over the text. */
    private static final class Points {
        private final String text;
        private int at;
        private int points;

        Points(String text) {
            this.text = text;
        }

        int at(int index) {
            if (index < at) {
                return points - text.codePointCount(index, at);
            }
            points += text.codePointCount(at, index);
            at = index;
            return points;
        }
    }

    /** The letters behind a regular expression. */
    private record Options(int flags, boolean global, boolean nonEmpty) {
        static Options of(JsonNode letters) throws JsonQueryException {
            int flags = 0;
            boolean global = false;
            boolean nonEmpty = false;
            for (char letter : (letters.isNull() ? "" : text(letters)).toCharArray()) {
                switch (letter) {
                    case 'g' -> global = true;
                    case 'i' -> flags |= Pattern.CASE_INSENSITIVE;
                    case 'p' -> flags |= Pattern.DOTALL;
                    case 'n' -> nonEmpty = true;
                    case 's' -> {} // as it is anyway
                    default -> throw new JsonQueryException("the flag \"" + letter + "\" is not one of g, i, n, p, s");
                }
            }
            return new Options(flags, global, nonEmpty);
        }
    }
}
