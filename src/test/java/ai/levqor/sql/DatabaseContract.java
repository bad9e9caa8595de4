package ai.levqor.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.config.DatabaseSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both databases must do alike. */
abstract class DatabaseContract {
    private static final Sql ADD = Sql.of("""
            insert into job_keys (owner, idempotency_key, job_id, fingerprint, created_at)
            select k.owner, k.name, k.id, k.print, k.at
            from ${rows k(owner text, name text, id uuid, print text, at bigint)}
            """);
    private static final Sql ALL = Sql.of("select * from job_keys order by idempotency_key");
    private static final Sql TOUCH =
            Sql.of("update job_keys set created_at = #{at} where owner = #{owner} returning job_id, created_at");
    private static final Sql NOW = Sql.of("select ${now} as now");

    @TempDir
    Path dir;

    private final Vertx vertx = Vertx.vertx();
    private DatabaseUrl url;
    private Database database;

    abstract DatabaseUrl url(Path folder);

    @BeforeEach
    void open() {
        url = url(dir);
        assertTrue(Migrations.run(url) > 0);
        database =
                Databases.open(vertx, url, new DatabaseSettings("", 4, Duration.ofSeconds(3), Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() throws Exception {
        get(database.close());
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private static Rows key(String name, UUID id) {
        return new Rows().add("o", name, id, "quote ' \" \\ ü\t", 1L << 40);
    }

    private List<Row> all() throws Exception {
        var rows = new ArrayList<Row>();
        get(database.query(ALL, Params.NONE)).forEach(rows::add);
        return rows;
    }

    @Test
    void migrationsRunOnce() {
        assertEquals(0, Migrations.run(url));
    }

    @Test
    void valuesComeBackAsTheyWent() throws Exception {
        var id = UUID.randomUUID();
        assertEquals(1, get(database.update(ADD, Params.of("k", key("a", id)))).rowCount());
        Row row = all().getFirst();
        assertEquals(id, row.getUUID("job_id"));
        assertEquals("quote ' \" \\ ü\t", row.getString("fingerprint"));
        assertEquals(1L << 40, row.getLong("created_at"));
    }

    @Test
    void returningAnswersTheChangedRows() throws Exception {
        var id = UUID.randomUUID();
        get(database.update(ADD, Params.of("k", key("a", id))));
        Row row = get(database.update(TOUCH, Params.of("owner", "o").and("at", 5L)))
                .iterator()
                .next();
        assertEquals(id, row.getUUID("job_id"));
        assertEquals(5L, row.getLong("created_at"));
        assertEquals(5L, all().getFirst().getLong("created_at"));
    }

    @Test
    void aFailedTransactionLeavesNothing() throws Exception {
        Future<Void> failed =
                database.transaction(session -> session.run(ADD, Params.of("k", key("a", UUID.randomUUID())))
                        .compose(none -> Future.failedFuture(new IllegalStateException("no"))));
        assertThrows(IllegalStateException.class, () -> get(failed));
        assertEquals(0, all().size());
    }

    @Test
    void afterATransactionASingleStatementIsCommittedAtOnce() throws Exception {
        get(database.transaction(session -> session.run(ADD, Params.of("k", key("a", UUID.randomUUID())))));
        get(database.update(ADD, Params.of("k", key("b", UUID.randomUUID()))));
        Future<Void> rolledBack = database.transaction(session -> Future.failedFuture(new IllegalStateException("no")));
        assertThrows(IllegalStateException.class, () -> get(rolledBack));
        get(database.update(ADD, Params.of("k", key("c", UUID.randomUUID()))));
        // Another connection sees all of them, and may write.
        assertEquals(3, all().size());
        try (var other = new BlockingConnection(url)) {
            assertEquals(1, other.update(ADD, Params.of("k", key("d", UUID.randomUUID()))));
        }
        assertEquals(4, all().size());
    }

    @Test
    void writersWaitForEachOther() throws Exception {
        var writes = new ArrayList<Future<?>>();
        for (int i = 0; i < 200; i++) {
            Params params = Params.of("k", key("key" + i, UUID.randomUUID()));
            writes.add(
                    i % 2 == 0
                            ? database.update(ADD, params)
                            : database.transaction(session -> session.run(ADD, params)));
        }
        get(Future.all(writes));
        assertEquals(200, all().size());
    }

    @Test
    void theDatabaseTellsTheTime() throws Exception {
        long now = get(database.query(NOW, Params.NONE)).iterator().next().getLong("now");
        assertTrue(Math.abs(now - System.currentTimeMillis()) < 60_000);
    }
}
