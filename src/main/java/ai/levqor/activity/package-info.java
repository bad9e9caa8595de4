/**
 * What happens with jobs while it happens: {@link ai.levqor.activity.Activity} are the operations, {@link
 * ai.levqor.activity.ActivityVerticle} the table. {@code JobStream} and {@code AllJobsStream} read what is new since an
 * event's id; {@code Feeds} lets their callers wait without asking the database; {@code ReportService} takes the progress
 * and the log lines of running jobs.
 */
@NullMarked
package ai.levqor.activity;

import org.jspecify.annotations.NullMarked;
