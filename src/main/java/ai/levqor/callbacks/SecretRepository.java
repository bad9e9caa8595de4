package ai.levqor.callbacks;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which signing secrets there are: their numbers and lives, never their text. */
final class SecretRepository {
    private static final Sql LIST = Sql.of("""
            select number, created_at, expires_at from callback_secrets
            where expires_at is null or expires_at > #{now}
            order by number desc
            """);

    private static final Sql MAKE_FIRST = Sql.of("""
            insert into callback_secrets (number, created_at) values (1, #{now}) on conflict (number) do nothing
            """);

    private static final Sql MAKE_NEXT = Sql.of("""
            insert into callback_secrets (number, created_at)
            select max(number) + 1, cast(#{now} as bigint) from callback_secrets
            where 1 = 1
            on conflict (number) do nothing
            returning number
            """);

    private static final Sql EXPIRE = Sql.of("""
            update callback_secrets set expires_at = #{at} where number < #{newest} and expires_at is null
            """);

    private final Database database;

    SecretRepository(Database database) {
        this.database = database;
    }

    /** The secrets in force, newest first; the first one is made when there is none, by whichever node needs it first. */
    Future<List<Secret>> listOrMakeFirst(long now) {
        return list(now)
                .compose(secrets -> secrets.isEmpty()
                        ? database.update(MAKE_FIRST, Params.of("now", now)).compose(made -> list(now))
                        : Future.succeededFuture(secrets));
    }

    private Future<List<Secret>> list(long now) {
        return database.query(LIST, Params.of("now", now)).map(rows -> {
            List<Secret> secrets = new ArrayList<>();
            rows.forEach(row -> secrets.add(Secret.of(row)));
            return secrets;
        });
    }

    /** Makes a new secret and lets the others expire. A rotation at the same moment elsewhere counts for both. */
    Future<?> rotate(long now, long expiry) {
        return listOrMakeFirst(now)
                .compose(none -> database.transaction(session -> session.run(MAKE_NEXT, Params.of("now", now))
                        .compose(made -> made.size() == 0
                                ? Future.succeededFuture()
                                : session.run(EXPIRE, Params.of("at", expiry).and("newest", number(made))))));
    }

    private static int number(RowSet<Row> made) {
        return made.iterator().next().getInteger("number");
    }

    /** A secret; its text is derived from its number. Times are epoch milliseconds. */
    record Secret(int number, long createdAt, @Nullable Long expiresAt) {
        static Secret of(Row row) {
            return new Secret(row.getInteger("number"), row.getLong("created_at"), row.getLong("expires_at"));
        }

        boolean inForce(long now) {
            return expiresAt == null || expiresAt > now;
        }
    }
}
