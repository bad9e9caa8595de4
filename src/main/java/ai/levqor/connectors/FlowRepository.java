package ai.levqor.connectors;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The table of authorizations that were begun. */
final class FlowRepository {
    private static final Sql INSERT = Sql.of("""
            insert into connector_flows (state_hash, connector, name, redirect_uri, verifier, created_by, admin,
                expires_at)
            values (#{stateHash}, #{connector}, #{name}, #{redirectUri}, #{verifier}, #{createdBy}, #{admin},
                #{expiresAt})
            """);

    private static final Sql TAKE = Sql.of("""
            delete from connector_flows where state_hash = #{stateHash}
            returning connector, name, redirect_uri, verifier, created_by, admin, expires_at
            """);

    private static final Sql EXPIRE = Sql.of("delete from connector_flows where expires_at <= #{now}");

    private final Database database;

    FlowRepository(Database database) {
        this.database = database;
    }

    /**
     * An authorization that was begun.
     *
     * @param verifier of PKCE, encrypted
     * @param expiresAt epoch milliseconds
     */
    record Flow(
            String connector, String name, String redirectUri, String verifier, Holder holder, long expiresAt) {}

    /** Stores one, and forgets those that nobody finished. */
    Future<?> insert(String stateHash, Flow flow, long now) {
        Params row = Params.of("stateHash", stateHash)
                .and("connector", flow.connector())
                .and("name", flow.name())
                .and("redirectUri", flow.redirectUri())
                .and("verifier", flow.verifier())
                .and("createdBy", flow.holder().id())
                .and("admin", flow.holder().admin() ? 1 : 0)
                .and("expiresAt", flow.expiresAt());
        return database.update(EXPIRE, Params.of("now", now)).compose(none -> database.update(INSERT, row));
    }

    /** The one of this state, which it was good for once. */
    Future<Optional<Flow>> take(String stateHash) {
        return database.update(TAKE, Params.of("stateHash", stateHash))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Flow(
                                row.getString("connector"),
                                row.getString("name"),
                                row.getString("redirect_uri"),
                                row.getString("verifier"),
                                new Holder(row.getString("created_by"), row.getInteger("admin") == 1),
                                row.getLong("expires_at")))
                        .findFirst());
    }
}
