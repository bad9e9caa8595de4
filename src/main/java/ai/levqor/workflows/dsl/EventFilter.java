package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events a {@code listen} takes.
 *
 * @param type the type that they have; null is any
 * @param with members that they must have
 * @param correlations what they must say of what they belong to, by name
 */
public record EventFilter(@Nullable String type, Template with, Map<String, Correlation> correlations) {
    /**
     * Ties events to a run.
     *
     * @param from finds the value in the event
     * @param expect the value; null is what the first event has
     */
    public record Correlation(Expression from, @Nullable Template expect) {}
}
