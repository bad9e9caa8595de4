package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One task of a definition: what it does, and how data flows through it (DSL 1.0, "Data flow").
 *
 * @param name unique among its siblings
 * @param pointer where it stands in the definition, such as {@code /do/0/greet}
 * @param json the same, as the definition has it
 * @param condition runs it only when true; else its input is its output
 * @param inputFrom what its action gets; null is the input as it is
 * @param outputAs what follows gets; null is the action's output as it is
 * @param exportAs the new {@code $context}; null leaves it
 * @param schemas what data must be
 * @param timeout how long it may take; null is as long as its surroundings
 * @param then {@code continue}, {@code exit}, {@code end}, or a sibling's name
 */
public record Task(
        String name,
        String pointer,
        JsonNode json,
        @Nullable Expression condition,
        @Nullable Template inputFrom,
        @Nullable Template outputAs,
        @Nullable Template exportAs,
        Schemas schemas,
        @Nullable Duration timeout,
        String then,
        Action action) {
    /** The next sibling follows. */
    public static final String CONTINUE = "continue";
    /** The rest of the siblings is left out. */
    public static final String EXIT = "exit";
    /** The workflow ends here, successfully. */
    public static final String END = "end";

    /** What the input, the output and the exported context must be; null is anything. */
    public record Schemas(
            @Nullable DataSchema input,
            @Nullable DataSchema output,
            @Nullable DataSchema export) {}
}
