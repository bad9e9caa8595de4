package ai.levqor.budgets;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what was spent. */
final class CostRepository {
    private static final String SUMS = """
            cast(coalesce(sum(calls), 0) as bigint) as calls, cast(coalesce(sum(amount), 0) as bigint) as amount,
            cast(coalesce(sum(input_tokens), 0) as bigint) as input_tokens,
            cast(coalesce(sum(output_tokens), 0) as bigint) as output_tokens
            from cost_days where day >= #{from} and day <= #{to}
              and (cast(#{workflow} as text) is null or workflow = #{workflow})
              and (cast(#{key} as text) is null or owner = #{key})
              and (cast(#{function} as text) is null or function = #{function})
            """;

    private static final Sql TOTAL = Sql.of("select " + SUMS);

    private static final Map<Group, Sql> GROUPED = new EnumMap<>(Group.class);

    static {
        for (Group group : Group.values()) {
            GROUPED.put(
                    group,
                    Sql.of("select " + group.column + " as label, " + SUMS + " and " + group.column
                            + " > #{after} group by " + group.column + " order by " + group.column
                            + " limit #{limit}"));
        }
    }

    private static final Sql JOB = Sql.of("select spent, reserved, max_cost from job_costs where job_id = #{job}");

    private static final Sql UNPRICED = Sql.of("""
            select max_cost from jobs where id = #{job} union all select max_cost from finished_jobs where id = #{job}
            """);

    private static final Sql CALLS = Sql.of("""
            select step, attempt, function, state, estimate, amount, input_tokens, output_tokens, duration_ms,
                reserved_at
            from costs
            where job_id = #{job} and (step > #{step} or (step = #{step} and attempt > #{attempt}))
            order by step, attempt limit #{limit}
            """);

    private final Database database;

    CostRepository(Database database) {
        this.database = database;
    }

    Future<List<Line>> grouped(Group group, Filter filter, String after, int limit) {
        return database.query(
                        GROUPED.getOrDefault(group, TOTAL),
                        filter.params().and("after", after).and("limit", limit))
                .map(rows -> {
                    List<Line> lines = new ArrayList<>();
                    rows.forEach(row -> lines.add(new Line(row.getString("label"), sums(row))));
                    return lines;
                });
    }

    Future<JsonObject> total(Filter filter) {
        return database.query(TOTAL, filter.params())
                .map(rows -> sums(rows.iterator().next()));
    }

    private static JsonObject sums(Row row) {
        return new JsonObject()
                .put("calls", row.getLong("calls"))
                .put("cost", row.getLong("amount"))
                .put("input_tokens", row.getLong("input_tokens"))
                .put("output_tokens", row.getLong("output_tokens"));
    }

    /** A job's sums; empty when there is no such job. */
    Future<Optional<JsonObject>> job(UUID job) {
        return database.query(JOB, Params.of("job", job))
                .compose(priced -> priced.size() > 0
                        ? Future.succeededFuture(account(priced))
                        : database.query(UNPRICED, Params.of("job", job)).map(CostRepository::unpriced));
    }

    private static Optional<JsonObject> account(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        return Optional.of(job(row.getLong("spent"), row.getLong("reserved"), row.getLong("max_cost")));
    }

    private static Optional<JsonObject> unpriced(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(job(0, 0, row.getLong("max_cost")));
        }
        return Optional.empty();
    }

    private static JsonObject job(long cost, long reserved, @Nullable Long maxCost) {
        return new JsonObject().put("cost", cost).put("reserved", reserved).put("max_cost", maxCost);
    }

    /** The calls of a job behind one of them, by step and attempt. */
    Future<List<Call>> calls(UUID job, String afterStep, int afterAttempt, int limit) {
        return database.query(
                        CALLS,
                        Params.of("job", job)
                                .and("step", afterStep)
                                .and("attempt", afterAttempt)
                                .and("limit", limit))
                .map(rows -> {
                    List<Call> calls = new ArrayList<>();
                    rows.forEach(row -> calls.add(Call.of(row)));
                    return calls;
                });
    }

    /** What costs are summed up by. */
    enum Group {
        DAY("cast(day as text)"),
        WORKFLOW("workflow"),
        KEY("owner"),
        FUNCTION("function");

        private final String column;

        Group(String column) {
            this.column = column;
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The stored label as it is shown. */
        String shown(String label) {
            return this == DAY
                    ? Instant.ofEpochMilli(Long.parseLong(label))
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDate()
                            .toString()
                    : label;
        }
    }

    /** Which costs; null is any. Days are their beginnings, epoch milliseconds, both included. */
    record Filter(
            long from,
            long to,
            @Nullable String workflow,
            @Nullable String key,
            @Nullable String function) {
        Params params() {
            return Params.of("from", from)
                    .and("to", to)
                    .and("workflow", workflow)
                    .and("key", key)
                    .and("function", function);
        }
    }

    /** A line of a report. */
    record Line(String label, JsonObject sums) {}

    /** One call. */
    record Call(String step, int attempt, JsonObject json) {
        static Call of(Row row) {
            String step = row.getString("step");
            int attempt = row.getInteger("attempt");
            return new Call(
                    step,
                    attempt,
                    new JsonObject()
                            .put("step", step.isEmpty() ? null : step)
                            .put("attempt", attempt)
                            .put("function", row.getString("function"))
                            .put("state", row.getString("state"))
                            .put("estimate", row.getLong("estimate"))
                            .put("cost", row.getLong("amount"))
                            .put("input_tokens", row.getLong("input_tokens"))
                            .put("output_tokens", row.getLong("output_tokens"))
                            .put("duration_ms", row.getLong("duration_ms"))
                            .put("at", row.getLong("reserved_at") / 1000.0));
        }
    }
}
