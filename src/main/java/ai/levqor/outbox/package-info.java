/** {@link ai.levqor.outbox.Outbox}: when to look for what is due in a table and has to be sent, for callbacks and mails. */
@NullMarked
package ai.levqor.outbox;

import org.jspecify.annotations.NullMarked;
