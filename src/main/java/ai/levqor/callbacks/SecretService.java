package ai.levqor.callbacks;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.callbacks.SecretRepository.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;

/** The signing secrets, for those who may see and rotate them. */
final class SecretService {
    private final SecretRepository repository;
    private final Secrets secrets;
    private final Duration overlap;
    private final Runnable changed;
    private final InstantSource clock;

    /** {@code changed} tells all nodes that a secret was rotated. */
    SecretService(
            SecretRepository repository, Secrets secrets, Duration overlap, Runnable changed, InstantSource clock) {
        this.repository = repository;
        this.secrets = secrets;
        this.overlap = overlap;
        this.changed = changed;
        this.clock = clock;
    }

    Reply list(Request request) {
        var list = new JsonArray();
        for (Secret secret : await(repository.listOrMakeFirst(clock.millis()))) {
            Long expiry = secret.expiresAt();
            list.add(new JsonObject()
                    .put("secret", secrets.text(secret))
                    .put("created_at", secret.createdAt() / 1000)
                    .put("expires_at", expiry == null ? null : expiry / 1000));
        }
        return () -> new JsonObject().put("secrets", list);
    }

    Reply rotate(Request request) {
        long now = clock.millis();
        await(repository.rotate(now, now + overlap.toMillis()));
        secrets.forget();
        changed.run();
        return list(request);
    }
}
