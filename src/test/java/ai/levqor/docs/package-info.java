/** What the documents say is true: their examples run, their tables are those of the code. */
@NullMarked
package ai.levqor.docs;

import org.jspecify.annotations.NullMarked;
