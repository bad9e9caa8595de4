/**
 * The actor {@code summary}: what happened in the last day or week, by mail. {@link ai.levqor.summary.Summary} has the
 * operations. {@code Figures} asks the other actors, {@code SummaryMail} puts the figures into words and a chart,
 * {@code Timetable} has the queue make a job for each period, which {@code SummaryService} does.
 */
@NullMarked
package ai.levqor.summary;

import org.jspecify.annotations.NullMarked;
