/**
 * The command line. {@link ai.levqor.cli.Cli} is the root command and lists its subcommands; each subcommand is a class
 * {@code …Command} that picocli makes. {@link ai.levqor.cli.CommandContext} has what each needs: settings, output,
 * {@link ai.levqor.cli.LocalNode} to call operations on the configured database; {@link ai.levqor.cli.ServerOptions} has
 * {@link ai.levqor.cli.Remote}, which calls them at a server. A command throws what goes wrong: {@code Cli} tells it and
 * ends with status 1. {@link ai.levqor.cli.Table} prints lists.
 */
@NullMarked
package ai.levqor.cli;

import org.jspecify.annotations.NullMarked;
