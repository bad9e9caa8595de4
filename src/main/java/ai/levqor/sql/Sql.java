package ai.levqor.sql;

import ai.levqor.sql.Dialect.Column;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A statement, written once for both databases.
 *
 * <ul>
 *   <li><code>#{name}</code> is a value;
 *   <li><code>${rows alias(column type, …)}</code> is a table expression over a {@link Rows} value named {@code alias};
 *   <li><code>${address}</code> is where a row lies, good within one statement, and <code>${address in picked}</code>
 *       the rows whose {@code address} the table expression {@code picked} has: cheaper than a second search by key;
 *   <li><code>${skipLocked}</code>, <code>${forUpdate}</code> and <code>${now}</code> (epoch milliseconds by the
 *       database's clock) are fragments of the dialect, as is <code>${guarded}</code>, for which see {@link Guarded}.
 * </ul>
 *
 * A name without a value, or a value without a name, is an error and never a silent NULL.
 */
public final class Sql {
    private static final Pattern HOLE = Pattern.compile("#\\{(\\w+)}|\\$\\{rows (\\w+)\\(([^)]*)\\)}|\\$\\{([\\w ]+)}");

    /** Our own classes but this package's. */
    private static final Pattern OURS = Pattern.compile("ai\\.levqor\\.(?!sql\\.)");

    private final String source;
    private final Map<Dialect, Prepared> prepared = new ConcurrentHashMap<>();

    private Sql(String source) {
        this.source = source;
    }

    /** A statement; make it once, as a constant. */
    public static Sql of(String source) {
        return new Sql(source);
    }

    Prepared prepare(Dialect dialect) {
        return prepared.computeIfAbsent(dialect, this::compile);
    }

    private Prepared compile(Dialect dialect) {
        var holes = new ArrayList<Hole>();
        var text = new StringBuilder();
        Matcher matcher = HOLE.matcher(source);
        int next = 1;
        while (matcher.find()) {
            String replacement;
            if (matcher.group(1) != null) {
                holes.add(new Hole(matcher.group(1), List.of()));
                replacement = dialect.parameter(next++);
            } else if (matcher.group(2) != null) {
                List<Column> columns = columns(matcher.group(3));
                holes.add(new Hole(matcher.group(2), columns));
                replacement = dialect.rows(next, matcher.group(2), columns);
                next += columns.size();
            } else {
                replacement = dialect.fragment(matcher.group(4));
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(replacement));
        }
        return new Prepared(dialect, matcher.appendTail(text).toString(), holes, new Throwable());
    }

    private static List<Column> columns(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(column -> column.strip().split("\\s+", -1))
                .map(parts -> new Column(parts[0], parts[1]))
                .toList();
    }

    @Override
    public String toString() {
        return source;
    }

    private record Hole(String name, List<Column> columns) {}

    /**
     * A statement in one database's language.
     *
     * @param firstUse where it was used for the first time, which costs nothing at any other time
     */
    record Prepared(Dialect dialect, String text, List<Hole> holes, Throwable firstUse) {
        /** The method outside of this package that runs it; nothing where there is none. */
        Stream<StackTraceElement> user() {
            return Stream.of(firstUse.getStackTrace())
                    .dropWhile(frame -> !OURS.matcher(frame.getClassName()).lookingAt())
                    .limit(1);
        }

        Tuple bind(Params params) {
            Tuple tuple = Tuple.tuple();
            Set<String> used = new HashSet<>();
            for (Hole hole : holes) {
                Object value = params.get(hole.name());
                used.add(hole.name());
                if (hole.columns().isEmpty()) {
                    tuple.addValue(dialect.bind(value));
                } else if (value instanceof Rows rows) {
                    dialect.bindRows(rows, hole.columns()).forEach(tuple::addValue);
                } else {
                    throw new IllegalArgumentException("#{" + hole.name() + "} must be Rows");
                }
            }
            params.requireAllUsed(used);
            return tuple;
        }
    }
}
