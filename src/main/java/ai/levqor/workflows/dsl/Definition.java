package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Template;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow, read and checked.
 *
 * @param namespace what another workflow that runs it calls it by, beside its name
 * @param name what jobs ask for
 * @param version of this text, such as {@code 1.0.0}
 * @param schedule what starts it beside jobs that are submitted; null is nothing
 * @param secrets names of the secrets that its expressions may read
 * @param source the text, as it came
 * @param json the same, parsed
 */
public record Definition(
        String namespace,
        String name,
        String version,
        String title,
        String summary,
        @Nullable Template inputFrom,
        @Nullable Template outputAs,
        @Nullable Duration timeout,
        List<Task> tasks,
        @Nullable DataSchema inputSchema,
        @Nullable DataSchema outputSchema,
        @Nullable Start schedule,
        List<String> secrets,
        String source,
        JsonNode json) {}
