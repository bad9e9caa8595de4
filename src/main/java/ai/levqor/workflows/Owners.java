package ai.levqor.workflows;

import ai.levqor.auth.Auth;
import ai.levqor.bus.Authenticator;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.keys.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * What whoever submitted a job may do now. A run calls the service with the power of its job's owner, no more: a key that
 * was revoked or has expired since has none.
 */
final class Owners {
    private static final String LOCAL = "cli:";

    private final BusClient bus;
    private final Authenticator keys;

    Owners(BusClient bus, Authenticator keys) {
        this.bus = bus;
        this.keys = keys;
    }

    /** The owner with its scopes, none when it may do nothing any more. */
    Future<Caller> caller(String id) {
        if (id.equals(Caller.SYSTEM.id()) || id.startsWith(LOCAL) || keys.configured(id)) {
            return Future.succeededFuture(new Caller(id, Set.of("*"), "", ""));
        }
        if (id.startsWith(Auth.ACCOUNT)) {
            return bus.call(
                            Auth.POWER,
                            new JsonObject().put("account_id", id.substring(Auth.ACCOUNT.length())),
                            Caller.SYSTEM)
                    .map(power -> new Caller(id, scopes(power.getJsonArray("scopes")), "", ""));
        }
        return bus.call(Keys.GET, new JsonObject().put("key_id", id), Caller.SYSTEM)
                .map(key -> new Caller(id, scopes(key), "", ""))
                .recover(cause ->
                        cause instanceof Failure failure && !failure.code().transientFailure()
                                ? Future.succeededFuture(new Caller(id, Set.of(), "", ""))
                                : Future.failedFuture(cause));
    }

    private static Set<String> scopes(JsonObject key) {
        String status = key.getString("status", "");
        if (!status.equals("active") && !status.equals("replaced")) {
            return Set.of();
        }
        return scopes(key.getJsonArray("scopes", new JsonArray()));
    }

    private static Set<String> scopes(JsonArray names) {
        var scopes = new TreeSet<String>();
        names.forEach(scope -> scopes.add(String.valueOf(scope)));
        return scopes;
    }
}
