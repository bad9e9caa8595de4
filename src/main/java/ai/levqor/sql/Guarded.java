package ai.levqor.sql;

/**
 * A statement that inserts behind another one, both in one transaction; where the first adds no row, the second adds none
 * either. Made once, as a constant.
 *
 * @param guard inserts a row, or none on a conflict
 * @param work inserts rows and has <code>${guarded}</code> among its conditions
 * @param whole both as one statement, for databases that take it
 */
public record Guarded(Sql guard, Sql work, Sql whole) {
    /** {@code work} behind {@code guard}. */
    public static Guarded of(Sql guard, Sql work) {
        return new Guarded(guard, work, Sql.of("with guard as (" + guard + " returning 1) " + work));
    }
}
