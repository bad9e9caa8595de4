/**
 * The report for those who run the service; {@link ai.levqor.analytics.Analytics} is its operation. It has no tables: it
 * asks the other actors by their operations, each of which counts its own.
 */
@NullMarked
package ai.levqor.analytics;

import org.jspecify.annotations.NullMarked;
