package ai.levqor.sql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything in which SQLite and PostgreSQL differ. */
interface Dialect {
    /** The {@code n}th parameter of a statement, from 1. */
    String parameter(int n);

    /** The text of a fragment that is written <code>${name}</code> in {@link Sql}. */
    String fragment(String name);

    /** A table expression over the rows of one parameter, whose first place is {@code n}. */
    String rows(int n, String alias, List<Column> columns);

    /** What to bind for {@link #rows}. */
    List<Object> bindRows(Rows rows, List<Column> columns);

    /** What to bind for one value. */
    @Nullable
    Object bind(@Nullable Object value);

    /** Whether a statement may have others that write in its {@code with}, which saves the way there and back. */
    boolean writesWithin();

    /** What the migrations write as <code>${name}</code>. */
    Map<String, String> migrationPlaceholders();

    /** A column of a table expression; {@code type} is uuid, text, int or bigint. */
    record Column(String name, String type) {}
}
