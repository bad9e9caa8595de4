/**
 * The command line. {@link ai.levqor.cli.Cli} is the root command and lists its subcommands; each subcommand is a class
 * {@code …Command} that picocli makes, finds the settings at its {@code @ParentCommand}, prints what was asked for on
 * its command line's {@code getOut()} and returns its exit status. {@link ai.levqor.cli.Table} prints lists.
 */
@NullMarked
package ai.levqor.cli;

import org.jspecify.annotations.NullMarked;
