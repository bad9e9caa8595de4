package ai.levqor.sql;

import io.vertx.core.Future;
import java.util.Optional;

/** What a database says of the installation whose it is. */
public final class Installation {
    static final String SECRET = "select value from installation where name = 'secret'";

    private static final Sql NOTED_SECRET = Sql.of(SECRET);

    private static final Sql NOTE_SECRET = Sql.of("""
            insert into installation (name, value) values ('secret', #{value})
            on conflict (name) do update set value = excluded.value
            """);

    private Installation() {}

    /** The fingerprint of the master secret under which it is used; empty before its first use. */
    public static Future<Optional<String>> secret(Database database) {
        return database.query(NOTED_SECRET, Params.NONE)
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString("value")));
    }

    /** From now on it is used under the master secret with this fingerprint. */
    public static Future<Void> noteSecret(Database database, String fingerprint) {
        return database.update(NOTE_SECRET, Params.of("value", fingerprint)).mapEmpty();
    }
}
