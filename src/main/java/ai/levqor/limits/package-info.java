/**
 * How many requests a minute a client, and all together, may make. A {@link ai.levqor.limits.Limit} is counted in a
 * bucket of {@link ai.levqor.limits.Buckets}: {@link ai.levqor.limits.LocalBuckets} of the process, or
 * {@link ai.levqor.limits.SharedBuckets} of the cluster; {@link ai.levqor.limits.RateLimits} asks several at once.
 */
@NullMarked
package ai.levqor.limits;

import org.jspecify.annotations.NullMarked;
