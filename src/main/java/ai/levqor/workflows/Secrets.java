package ai.levqor.workflows;

import ai.levqor.workflows.run.WorkflowError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The secrets of the configuration: texts, or JSON objects such as <code>{"username": …, "password": …}</code>. */
final class Secrets {
    private final Map<String, JsonNode> secrets = new HashMap<>();

    /** Reads pairs, each {@code name=value}. */
    Secrets(List<String> pairs) {
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            secrets.put(
                    pair.substring(0, equals).strip(),
                    value(pair.substring(equals + 1).strip()));
        }
    }

    private static JsonNode value(String text) {
        if (text.startsWith("{")) {
            try {
                JsonNode json = RunRepository.parse(text);
                return json == null ? TextNode.valueOf(text) : json;
            } catch (IllegalStateException notJson) {
                return TextNode.valueOf(text);
            }
        }
        return TextNode.valueOf(text);
    }

    boolean has(String name) {
        return secrets.containsKey(name);
    }

    JsonNode get(String name) {
        JsonNode secret = secrets.get(name);
        if (secret == null) {
            throw WorkflowError.of(
                    "configuration",
                    500,
                    "a secret is missing",
                    "the setting workflows.secrets has no \"" + name + "\"");
        }
        return secret;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Secrets" + secrets.keySet();
    }
}
