package ai.levqor.node;

import ai.levqor.security.MasterSecret;
import ai.levqor.sql.Database;
import ai.levqor.sql.Installation;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a database is used under the master secret that it was made under. Under another one it works, but its API keys
 * and stored credentials are of no use, and nothing else would say why.
 */
final class OwnSecret {
    private static final Logger LOG = LoggerFactory.getLogger(OwnSecret.class);

    private OwnSecret() {}

    /** Notes the first secret; of another one the log tells. */
    static void check(Database database, MasterSecret secret) {
        String own = secret.fingerprint();
        Installation.secret(database)
                .compose(noted -> {
                    if (noted.isEmpty()) {
                        return Installation.noteSecret(database, own);
                    }
                    if (!noted.get().equals(own)) {
                        LOG.error("this node has another master secret than the one under which the database was made:"
                                + " the API keys and credentials in it are of no use here. Set LEVQOR_SECRET, or the"
                                + " file `secret` in the data folder, to that one");
                    }
                    return Future.succeededFuture();
                })
                .onFailure(cause -> LOG.warn("the master secret could not be compared: {}", cause.toString()));
    }
}
