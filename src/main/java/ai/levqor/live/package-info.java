/**
 * Wakes those who follow jobs. {@link ai.levqor.live.Watch} is told of every change that was committed and passes on, over
 * the event bus, those that somebody follows; what changed is read from the database.
 */
@NullMarked
package ai.levqor.live;

import org.jspecify.annotations.NullMarked;
