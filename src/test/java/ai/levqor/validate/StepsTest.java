package ai.levqor.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.contract.Schemas;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which operations {@code levqor validate} does not really call. */
class StepsTest {
    /** What the schema refuses, before the operation sees it, and why nothing better can be done. */
    private static final Map<String, String> REFUSED_BY_SCHEMA = Map.of(
            "ai.chat", "a chat costs money",
            "callbacks.rotate", "every receiver would have to learn the new secret",
            "connectors.rotate", "everybody's credentials would be written anew");

    @Test
    void noOtherOperationIsRefusedByItsSchema() {
        assertEquals(
                REFUSED_BY_SCHEMA.keySet(),
                Steps.all(new Schemas()).stream()
                        .filter(step -> step.input().containsKey("levqor_validate"))
                        .map(Step::call)
                        .collect(Collectors.toSet()));
    }
}
