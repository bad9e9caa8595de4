package ai.levqor.connectors;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** The tables of stored credentials and of their keys. */
final class VaultRepository {
    private static final Sql FIRST_KEYSET = Sql.of("""
            insert into connector_keysets (id, version, keyset, created_at) values (1, 1, #{keyset}, #{now})
            on conflict (id) do nothing
            """);

    private static final Sql KEYSET = Sql.of("select version, keyset from connector_keysets where id = 1");

    private static final Sql NEXT_KEYSET = Sql.of("""
            update connector_keysets set version = version + 1, keyset = #{keyset}, rotated_at = #{now}
            where id = 1 and version = #{version}
            returning version
            """);

    // Nothing is stored under keys that were replaced since it was encrypted.
    private static final Sql PUT = Sql.of("""
            insert into connector_credentials (connector, name, ciphertext, version, created_by, shared, created_at,
                updated_at)
            select cast(#{connector} as text), cast(#{name} as text), cast(#{ciphertext} as text), cast(1 as bigint),
                cast(#{createdBy} as text), cast(#{shared} as int), cast(#{now} as bigint), cast(#{now} as bigint)
            from connector_keysets where id = 1 and version = #{keys}
            on conflict (connector, name) do update
            set ciphertext = excluded.ciphertext, version = connector_credentials.version + 1,
                shared = excluded.shared, updated_at = excluded.updated_at
            where connector_credentials.created_by = excluded.created_by
            returning connector_credentials.version
            """);

    private static final Sql REPLACE = Sql.of("""
            update connector_credentials set ciphertext = #{ciphertext}, version = version + 1, updated_at = #{now}
            where connector = #{connector} and name = #{name} and version = #{version}
                and exists (select 1 from connector_keysets where id = 1 and connector_keysets.version = #{keys})
            returning version
            """);

    private static final Sql REENCRYPT = Sql.of("""
            update connector_credentials set ciphertext = #{ciphertext} where connector = #{connector} and name = #{name}
            """);

    private static final Sql FIND = Sql.of("select " + StoredCredential.COLUMNS
            + " from connector_credentials where connector = #{connector} and name = #{name}");

    private static final Sql ALL = Sql.of(
            "select " + StoredCredential.COLUMNS + " from connector_credentials order by connector, name limit 10000");

    private static final Sql DELETE = Sql.of("""
            delete from connector_credentials where connector = #{connector} and name = #{name} returning name
            """);

    private final Database database;

    VaultRepository(Database database) {
        this.database = database;
    }

    /**
     * The keys as they are stored.
     *
     * @param version grows with every rotation
     */
    record StoredKeyset(long version, String wrapped) {}

    /** The keyset there is; without any, {@code fresh} becomes it. */
    Future<StoredKeyset> keyset(String fresh, long now) {
        return database.update(FIRST_KEYSET, Params.of("keyset", fresh).and("now", now))
                .compose(none -> keyset())
                .map(Optional::orElseThrow);
    }

    Future<Optional<StoredKeyset>> keyset() {
        return database.query(KEYSET, Params.NONE).map(VaultRepository::keyset);
    }

    private static Optional<StoredKeyset> keyset(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new StoredKeyset(row.getLong("version"), row.getString("keyset")))
                .findFirst();
    }

    Future<Optional<StoredCredential>> find(String connector, String name) {
        return database.query(FIND, Params.of("connector", connector).and("name", name))
                .map(rows -> list(rows).stream().findFirst());
    }

    Future<List<StoredCredential>> all() {
        return database.query(ALL, Params.NONE).map(VaultRepository::list);
    }

    /**
     * Stores credentials that belong to {@code createdBy}. Tells false, and stores nothing, when those of this name are
     * somebody else's or the keys are no longer those of version {@code keys}.
     */
    Future<Boolean> put(
            String connector, String name, String ciphertext, String createdBy, boolean shared, long now, long keys) {
        Params row = Params.of("connector", connector)
                .and("name", name)
                .and("ciphertext", ciphertext)
                .and("createdBy", createdBy)
                .and("shared", shared ? 1 : 0)
                .and("now", now)
                .and("keys", keys);
        return database.update(PUT, row).map(stored -> stored.size() == 1);
    }

    /** Tells false, and stores nothing, when credentials or keys are no longer of these versions. */
    Future<Boolean> replace(String connector, String name, String ciphertext, long version, long now, long keys) {
        Params row = Params.of("connector", connector)
                .and("name", name)
                .and("ciphertext", ciphertext)
                .and("version", version)
                .and("now", now)
                .and("keys", keys);
        return database.update(REPLACE, row).map(stored -> stored.size() == 1);
    }

    Future<Boolean> delete(String connector, String name) {
        return database.update(DELETE, Params.of("connector", connector).and("name", name))
                .map(deleted -> deleted.size() == 1);
    }

    /**
     * Puts {@code next} in the place of the keys of version {@code version} and encrypts everything anew by {@code
     * reencrypt}, all at once; answers how many there were, or nothing when somebody else rotated first.
     */
    Future<Optional<Integer>> rotate(long version, String next, long now, UnaryOperator<StoredCredential> reencrypt) {
        Params keys = Params.of("keyset", next).and("version", version).and("now", now);
        return database.transaction((Session session) -> session.run(NEXT_KEYSET, keys)
                .compose(replaced -> replaced.size() == 0
                        ? Future.succeededFuture(Optional.<Integer>empty())
                        : session.run(ALL, Params.NONE).compose(rows -> reencryptAll(session, list(rows), reencrypt))));
    }

    private static Future<Optional<Integer>> reencryptAll(
            Session session, List<StoredCredential> credentials, UnaryOperator<StoredCredential> reencrypt) {
        Future<?> done = Future.succeededFuture();
        for (StoredCredential credential : credentials) {
            done = done.compose(none -> session.run(
                    REENCRYPT,
                    Params.of("connector", credential.connector())
                            .and("name", credential.name())
                            .and("ciphertext", reencrypt.apply(credential).ciphertext())));
        }
        return done.map(none -> Optional.of(credentials.size()));
    }

    private static List<StoredCredential> list(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(StoredCredential::of)
                .toList();
    }
}
