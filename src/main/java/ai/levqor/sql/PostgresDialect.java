package ai.levqor.sql;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** PostgreSQL 15 and later. */
class PostgresDialect implements Dialect {
    @Override
    public String parameter(int n) {
        return "$" + n;
    }

    @Override
    public String fragment(String name) {
        return switch (name) {
            case "address" -> "ctid";
            case "address in picked" -> "ctid = any(array(select address from picked))";
            case "guarded" -> "exists (select 1 from guard)";
            case "skipLocked" -> "for update skip locked";
            case "forUpdate" -> "for update";
            case "now" -> "(extract(epoch from clock_timestamp()) * 1000)::bigint";
            default -> throw new IllegalArgumentException("no fragment ${" + name + "}");
        };
    }

    @Override
    public boolean writesWithin() {
        return true;
    }

    /** One array a column: half the time of a statement a row at a thousand rows. */
    @Override
    public String rows(int n, String alias, List<Column> columns) {
        var arrays = new StringJoiner(", ", "unnest(", ")");
        var names = new StringJoiner(", ", " as " + alias + "(", ")");
        for (int i = 0; i < columns.size(); i++) {
            arrays.add(parameter(n + i) + "::" + columns.get(i).type() + "[]");
            names.add(columns.get(i).name());
        }
        return arrays.toString() + names;
    }

    @Override
    public List<Object> bindRows(Rows rows, List<Column> columns) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> (Object) rows.values().stream()
                        .map(row -> row[i])
                        .toArray(size -> array(columns.get(i).type(), size)))
                .toList();
    }

    private static Object[] array(String type, int size) {
        return switch (type) {
            case "uuid" -> new UUID[size];
            case "text" -> new String[size];
            case "int" -> new Integer[size];
            case "bigint" -> new Long[size];
            default -> throw new IllegalArgumentException("no column type " + type);
        };
    }

    @Override
    public @Nullable Object bind(@Nullable Object value) {
        return value;
    }

    @Override
    public Map<String, String> migrationPlaceholders() {
        return Map.of(
                "uuid", "uuid",
                "bytes", "bytea",
                "identity", "bigint generated always as identity primary key",
                "bytewise", "collate \"C\"",
                "hot",
                        "with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0)",
                // Not every server is built with it. What others hold locked is left as it is: it is not worth a wait.
                "lz4", """
                        do $$
                        declare
                            place text;
                        begin
                            set local lock_timeout = '2s';
                            foreach place in array array['audit_segments.entries', 'jobs.payload',
                                'finished_jobs.payload', 'finished_jobs.result', 'workflow_steps.input',
                                'workflow_steps.output', 'workflow_steps.context']
                            loop
                                execute format('alter table %I alter column %I set compression lz4',
                                    split_part(place, '.', 1), split_part(place, '.', 2));
                            end loop;
                        exception
                            when feature_not_supported or lock_not_available or deadlock_detected then
                                raise notice 'long texts stay compressed as they are: %', sqlerrm;
                        end $$;
                        """,
                "auditAppendOnly", """
                        create function audit_append_only() returns trigger language plpgsql as
                        $$ begin raise exception 'the table audit is append-only'; end $$;
                        create trigger audit_append_only before update or delete or truncate on audit
                        for each statement execute function audit_append_only();
                        """,
                "auditSegmentsAppendOnly", """
                        drop function audit_append_only;
                        create function audit_segments_append_only() returns trigger language plpgsql as
                        $$ begin
                            if tg_op = 'DELETE' then
                                if old.last_seq <= (select seq from audit_chain where name = 'anchor') then
                                    return old;
                                end if;
                            end if;
                            raise exception 'the table audit_segments is append-only';
                        end $$;
                        create trigger audit_segments_append_only before update or delete on audit_segments
                        for each row execute function audit_segments_append_only();
                        create trigger audit_segments_no_truncate before truncate on audit_segments
                        for each statement execute function audit_segments_append_only();
                        """);
    }
}
