package ai.levqor.workflows;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored definitions. */
final class WorkflowRepository {
    private static final Sql ADD = Sql.of("""
            insert into workflows (name, version, title, source, created_at, created_by)
            values (#{name}, #{version}, #{title}, #{source}, #{createdAt}, #{createdBy})
            on conflict (name, version) do nothing
            returning version
            """);

    private static final Sql NEWEST = Sql.of("""
            select * from workflows w
            where name > #{after} and id = (select max(id) from workflows n where n.name = w.name)
            order by name limit #{limit}
            """);

    private static final Sql FIND = Sql.of("""
            select * from workflows where name = #{name} and (#{version} = '' or version = #{version})
            order by id desc limit 1
            """);

    private static final Sql VERSIONS =
            Sql.of("select * from workflows where name = #{name} order by id desc limit 1000");

    private static final Sql DELETE = Sql.of("""
            delete from workflows where name = #{name} and version = #{version}
              and not exists (select 1 from workflow_runs r where r.name = #{name} and r.version = #{version})
            returning version
            """);

    private static final Sql MARK =
            Sql.of("select coalesce(max(id), 0) as newest, count(*) as versions from workflows");

    private final Database database;

    WorkflowRepository(Database database) {
        this.database = database;
    }

    /** Stores a version; whether there was none of this name and version. */
    Future<Boolean> add(Stored workflow) {
        return database.update(
                        ADD,
                        Params.of("name", workflow.name())
                                .and("version", workflow.version())
                                .and("title", workflow.title())
                                .and("source", workflow.source())
                                .and("createdAt", workflow.createdAt())
                                .and("createdBy", workflow.createdBy()))
                .map(rows -> rows.iterator().hasNext());
    }

    /** The newest versions of the workflows behind {@code after}, by name. */
    Future<List<Stored>> newest(String after, int limit) {
        return database.query(NEWEST, Params.of("after", after).and("limit", limit))
                .map(WorkflowRepository::all);
    }

    /** A version; null is the newest. */
    Future<Optional<Stored>> find(String name, @Nullable String version) {
        return database.query(FIND, Params.of("name", name).and("version", version == null ? "" : version))
                .map(rows -> all(rows).stream().findFirst());
    }

    /** Another text whenever a version was added or deleted. */
    Future<String> mark() {
        return database.query(MARK, Params.NONE).map(rows -> {
            Row row = rows.iterator().next();
            return row.getLong("newest") + " " + row.getLong("versions");
        });
    }

    Future<List<Stored>> versions(String name) {
        return database.query(VERSIONS, Params.of("name", name)).map(WorkflowRepository::all);
    }

    /** Deletes a version that no run has used; whether it did. */
    Future<Boolean> delete(String name, String version) {
        return database.update(DELETE, Params.of("name", name).and("version", version))
                .map(rows -> rows.iterator().hasNext());
    }

    private static List<Stored> all(RowSet<Row> rows) {
        var all = new ArrayList<Stored>();
        rows.forEach(row -> all.add(Stored.of(row)));
        return all;
    }
}
