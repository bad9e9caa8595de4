package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** How an HTTP call proves who calls. */
public sealed interface Authentication {
    /** The value of the header {@code Authorization}. Throws {@link ExpressionException}. */
    String header(JsonNode input, Map<String, JsonNode> variables);

    /** RFC 7617. */
    record Basic(Template username, Template password) implements Authentication {
        @Override
        public String header(JsonNode input, Map<String, JsonNode> variables) {
            String pair = username.evaluate(input, variables).asText() + ":"
                    + password.evaluate(input, variables).asText();
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** RFC 6750. */
    record Bearer(Template token) implements Authentication {
        @Override
        public String header(JsonNode input, Map<String, JsonNode> variables) {
            return "Bearer " + token.evaluate(input, variables).asText();
        }
    }
}
