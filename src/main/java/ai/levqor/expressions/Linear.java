package ai.levqor.expressions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import net.thisptr.jackson.jq.Expression;
import net.thisptr.jackson.jq.Function;
import net.thisptr.jackson.jq.PathOutput;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Version;
import net.thisptr.jackson.jq.exception.JsonQueryException;
import net.thisptr.jackson.jq.path.Path;
import org.jspecify.annotations.Nullable;

/** Functions of jq that the library does by copying what it has so far again and again, in one pass. */
final class Linear {
    private Linear() {}

    /** They do as {@code library}'s do. */
    static Map<String, Function> functions(Map<String, Function> library) {
        Function add = library.get("add/0");
        if (add == null) {
            throw new IllegalStateException("this version of jackson-jq has no add");
        }
        return Map.of(
                "add/0", new Add(add),
                "ascii_downcase/0", new Letters('A', 'Z', "ascii_downcase"),
                "ascii_upcase/0", new Letters('a', 'z', "ascii_upcase"));
    }

    /** {@code reduce .[] as $x (null; . + $x)}. */
    private record Add(Function library) implements Function {
        @Override
        public void apply(
                Scope scope,
                List<Expression> arguments,
                JsonNode in,
                @Nullable Path path,
                PathOutput out,
                Version version)
                throws JsonQueryException {
            var items = new ArrayList<JsonNode>();
            in.forEach(item -> {
                if (!item.isNull()) {
                    items.add(item);
                }
            });
            if (items.isEmpty() || !in.isContainerNode() || all(items, JsonNode::isNumber)) {
                library.apply(scope, arguments, in, path, out, version);
            } else if (all(items, JsonNode::isTextual)) {
                var text = new StringBuilder();
                for (JsonNode item : items) {
                    text.append(item.textValue());
                    Budget.checkText(text.length());
                }
                out.emit(TextNode.valueOf(text.toString()), null);
            } else if (all(items, JsonNode::isArray)) {
                ArrayNode whole = JsonNodeFactory.instance.arrayNode();
                items.forEach(item -> whole.addAll((ArrayNode) item));
                out.emit(whole, null);
            } else if (all(items, JsonNode::isObject)) {
                ObjectNode whole = JsonNodeFactory.instance.objectNode();
                items.forEach(item -> whole.setAll((ObjectNode) item));
                out.emit(whole, null);
            } else {
                Budget.current().spend((long) items.size() * items.size());
                library.apply(scope, arguments, in, path, out, version);
            }
        }

        private static boolean all(List<JsonNode> items, Predicate<JsonNode> kind) {
            return items.stream().allMatch(kind);
        }
    }

    /** Other cases of the letters of ASCII from {@code first} to {@code last}. */
    private record Letters(char first, char last, String name) implements Function {
        @Override
        public void apply(
                Scope scope,
                List<Expression> arguments,
                JsonNode in,
                @Nullable Path path,
                PathOutput out,
                Version version)
                throws JsonQueryException {
            if (!in.isTextual()) {
                throw new JsonQueryException(name + " takes a text, not "
                        + in.getNodeType().toString().toLowerCase(Locale.ROOT));
            }
            char[] letters = in.textValue().toCharArray();
            for (int i = 0; i < letters.length; i++) {
                if (letters[i] >= first && letters[i] <= last) {
                    letters[i] = (char) (letters[i] ^ 0x20); // what the cases of an ASCII letter differ in
                }
            }
            out.emit(TextNode.valueOf(new String(letters)), null);
        }
    }
}
