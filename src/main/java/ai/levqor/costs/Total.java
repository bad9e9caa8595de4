package ai.levqor.costs;

import ai.levqor.costs.Budget.Scope;
import io.vertx.sqlclient.Row;
import java.util.Comparator;
import java.util.Locale;

/** Whose costs of which period; everybody locks them in one order. */
record Total(Scope scope, String subject, Period period, long startsAt) implements Comparable<Total> {
    private static final Comparator<Total> ORDER = Comparator.comparing(Total::scope)
            .thenComparing(Total::subject)
            .thenComparing(Total::period)
            .thenComparingLong(Total::startsAt);

    static Total of(Scope scope, String subject, Period period, long at) {
        return new Total(scope, subject, period, period.start(at));
    }

    static Total of(Row row) {
        return new Total(
                Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                row.getString("subject"),
                Period.of(row.getString("period")),
                row.getLong("starts_at"));
    }

    @Override
    public int compareTo(Total other) {
        return ORDER.compare(this, other);
    }
}
