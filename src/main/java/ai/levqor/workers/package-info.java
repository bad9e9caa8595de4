/**
 * Workers: who does the jobs of a workflow. {@link ai.levqor.workers.Workers} registers them, also for code outside this
 * package; {@link ai.levqor.workers.WorkersVerticle} serves those that are built in.
 */
@NullMarked
package ai.levqor.workers;

import org.jspecify.annotations.NullMarked;
