package ai.levqor.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A value before it is bound.
 *
 * @param node text, or a list of texts
 * @param origin where it was set
 */
record Raw(JsonNode node, String origin) {
    static Raw text(String text, String origin) {
        return new Raw(JsonNodeFactory.instance.textNode(text), origin);
    }

    static Raw list(List<String> items, String origin) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        items.forEach(node::add);
        return new Raw(node, origin);
    }

    boolean isList() {
        return node.isArray();
    }

    /** The texts of a list, or the one text. */
    List<String> items() {
        return isList()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::textValue)
                        .toList()
                : List.of(node.textValue());
    }

    /** This value where a list is due: text is split at its commas. */
    Raw asList() {
        if (isList()) {
            return this;
        }
        List<String> items = Arrays.stream(node.textValue().split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
        return list(items, origin);
    }

    Raw from(String otherOrigin) {
        return new Raw(node, otherOrigin);
    }

    /** The value as it may be shown for {@code key}. */
    String shown(String key) {
        return SecretKeys.mask(key, String.join(",", items()));
    }
}
