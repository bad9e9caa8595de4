package ai.levqor.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that travel to the database as one parameter; see <code>${rows alias(column type, …)}</code> in {@link Sql}. */
public final class Rows {
    private final List<@Nullable Object[]> values = new ArrayList<>();

    /** Adds one row, its values in the order of the columns. */
    public Rows add(@Nullable Object... row) {
        values.add(row);
        return this;
    }

    /** How many rows there are. */
    public int size() {
        return values.size();
    }

    List<@Nullable Object[]> values() {
        return values;
    }
}
