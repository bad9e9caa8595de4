/**
 * The workflow language: CNCF Serverless Workflow DSL 1.0. {@link ai.levqor.workflows.dsl.Definitions} reads a text into
 * a {@link ai.levqor.workflows.dsl.Definition} of {@link ai.levqor.workflows.dsl.Task}s, each with its
 * {@link ai.levqor.workflows.dsl.Action}; {@link ai.levqor.expressions.Expression} is jq within a budget. Knows nothing
 * of jobs, databases or the network.
 */
@NullMarked
package ai.levqor.workflows.dsl;

import org.jspecify.annotations.NullMarked;
