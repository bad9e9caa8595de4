package ai.levqor.callbacks;

import static io.vertx.core.Future.await;

import ai.levqor.callbacks.SecretRepository.Secret;
import ai.levqor.security.MasterSecret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The secrets that sign, as this node knows them. It reads them again when one was rotated, and every minute in case it
 * did not hear of it; when one expires needs no news.
 */
final class Secrets {
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    private final SecretRepository repository;
    private final MasterSecret master;
    private final InstantSource clock;
    private List<Secret> known = List.of();
    private long readAt;
    private int forgotten;

    Secrets(SecretRepository repository, MasterSecret master, InstantSource clock) {
        this.repository = repository;
        this.master = master;
        this.clock = clock;
    }

    /** The secrets in force, newest first; never empty. */
    List<String> inForce() {
        long now = clock.millis();
        List<Secret> secrets = known.isEmpty() || now - readAt >= MAX_AGE.toMillis() ? read(now) : known;
        return secrets.stream()
                .filter(secret -> secret.inForce(now))
                .map(this::text)
                .toList();
    }

    private List<Secret> read(long now) {
        int before = forgotten;
        List<Secret> secrets = await(repository.listOrMakeFirst(now));
        if (forgotten == before) { // else they may be those from before a rotation
            known = secrets;
            readAt = now;
        }
        return secrets;
    }

    /** Somebody rotated: what is known no longer counts. */
    void forget() {
        known = List.of();
        forgotten++;
    }

    String text(Secret secret) {
        return master.callbackSecret(secret.number());
    }
}
