package ai.levqor.sql;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** SQLite 3.44 and later; one writer at a time makes its locks superfluous. */
final class SqliteDialect implements Dialect {
    @Override
    public String parameter(int n) {
        return "?";
    }

    @Override
    public String fragment(String name) {
        return switch (name) {
            case "address" -> "rowid";
            case "address in picked" -> "rowid in (select address from picked)";
            case "guarded" -> "true";
            case "skipLocked", "forUpdate" -> "";
            case "now" -> "cast(unixepoch('subsec') * 1000 as integer)";
            default -> throw new IllegalArgumentException("no fragment ${" + name + "}");
        };
    }

    @Override
    public boolean writesWithin() {
        return false;
    }

    @Override
    public String rows(int n, String alias, List<Column> columns) {
        var values = new StringJoiner(", ", "(select ", " from json_each(?)) as " + alias);
        for (int i = 0; i < columns.size(); i++) {
            values.add(
                    "json_extract(value, '$[" + i + "]') as " + columns.get(i).name());
        }
        return values.toString();
    }

    @Override
    public List<Object> bindRows(Rows rows, List<Column> columns) {
        var json = new JsonArray();
        for (var row : rows.values()) {
            var values = new JsonArray();
            for (Object value : row) {
                values.add(bind(value));
            }
            json.add(values);
        }
        return List.of(json.encode());
    }

    @Override
    public @Nullable Object bind(@Nullable Object value) {
        return switch (value) {
            case UUID id -> id.toString();
            case Boolean flag -> flag ? 1 : 0;
            case null, default -> value;
        };
    }

    @Override
    public Map<String, String> migrationPlaceholders() {
        return Map.of(
                "uuid",
                "text",
                "bytes",
                "blob",
                "identity",
                "integer primary key autoincrement",
                "hot",
                "",
                "lz4",
                "",
                "bytewise",
                "collate binary",
                "auditAppendOnly",
                """
                create trigger audit_no_update before update on audit
                begin select raise(abort, 'the table audit is append-only'); end;
                create trigger audit_no_delete before delete on audit
                begin select raise(abort, 'the table audit is append-only'); end;
                """,
                "auditSegmentsAppendOnly",
                """
                create trigger audit_segments_no_update before update on audit_segments
                begin select raise(abort, 'the table audit_segments is append-only'); end;
                create trigger audit_segments_no_delete before delete on audit_segments
                when old.last_seq > (select seq from audit_chain where name = 'anchor')
                begin select raise(abort, 'the table audit_segments is append-only'); end;
                """);
    }
}
