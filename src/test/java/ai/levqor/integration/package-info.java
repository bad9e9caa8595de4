/**
 * The product as a process, from outside: {@link ai.levqor.integration.Launch} says how one starts, {@link
 * ai.levqor.integration.ServerProcess} is one that runs, {@link ai.levqor.integration.Client} speaks to it, and {@link
 * ai.levqor.integration.Upstream} is what its worker {@code fetch} calls, so that a test decides how long a job takes.
 */
@NullMarked
package ai.levqor.integration;

import org.jspecify.annotations.NullMarked;
