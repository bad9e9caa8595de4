/**
 * Backups of a SQLite database. {@link ai.levqor.backup.Backup} writes and checks one beside a running server,
 * {@link ai.levqor.backup.Restore} puts one in the place of a database that no server has. What a backup says of itself
 * is its {@link ai.levqor.backup.Note}.
 */
@NullMarked
package ai.levqor.backup;

import org.jspecify.annotations.NullMarked;
