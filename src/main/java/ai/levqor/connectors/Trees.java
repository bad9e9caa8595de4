package ai.levqor.connectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as expressions have it, and as the event bus has it. */
final class Trees {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Trees() {}

    static JsonNode of(JsonObject object) {
        return DatabindCodec.mapper().valueToTree(object);
    }

    /** The JSON that {@code text} is; null when it is none. */
    static @Nullable JsonNode parse(String text) {
        try {
            JsonNode read = MAPPER.readTree(text);
            return read == null || read.isMissingNode() ? null : read;
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    static JsonObject object(JsonNode node) {
        return new JsonObject(node.toString());
    }

    /** The members of an object as texts; those that are null are left out. */
    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(member -> {
            if (!member.getValue().isNull()) {
                JsonNode value = member.getValue();
                texts.put(member.getKey(), value.isContainerNode() ? value.toString() : value.asText());
            }
        });
        return texts;
    }

    /** {@code node} without the members that are null at its top. */
    static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(member -> member.getValue().isNull());
        }
        return node;
    }
}
