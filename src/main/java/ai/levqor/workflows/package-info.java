/**
 * Durable workflows: {@link ai.levqor.workflows.Workflows} are the operations, {@link ai.levqor.workflows.WorkflowsVerticle}
 * the table operation → method, {@code WorkflowService} the logic, {@code WorkflowRepository} and {@code RunRepository}
 * the SQL. To the queue a definition is a worker of its name. The language is in {@code dsl}, its engine in {@code run}.
 */
@NullMarked
package ai.levqor.workflows;

import org.jspecify.annotations.NullMarked;
