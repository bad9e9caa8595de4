/**
 * What {@code levqor demo} is made of: {@link ai.levqor.cli.demo.Tour} submits a job over HTTP and shows what becomes of
 * it, {@link ai.levqor.cli.demo.Api} is its HTTP client, {@link ai.levqor.cli.demo.Inspector} the receiver of its
 * callback, {@link ai.levqor.cli.demo.Screen} how it prints.
 */
@NullMarked
package ai.levqor.cli.demo;

import org.jspecify.annotations.NullMarked;
