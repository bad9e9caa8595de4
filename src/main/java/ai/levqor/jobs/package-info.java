/** The queue; {@link ai.levqor.jobs.Jobs} are its operations. */
@NullMarked
package ai.levqor.jobs;

import org.jspecify.annotations.NullMarked;
