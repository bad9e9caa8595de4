/**
 * The database. {@link ai.levqor.sql.Database} runs {@link ai.levqor.sql.Sql} on SQLite or PostgreSQL; everything in
 * which the two differ stands in their {@link ai.levqor.sql.Dialect}; {@link ai.levqor.sql.GroupCommit} joins what waits
 * into one transaction; {@link ai.levqor.sql.Migrations} brings the tables up to date.
 */
@NullMarked
package ai.levqor.sql;

import org.jspecify.annotations.NullMarked;
