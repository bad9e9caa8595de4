package ai.levqor.keys;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers when keys were used, and writes it down now and then: never while somebody waits for it. */
final class LastUse {
    private static final Logger LOG = LoggerFactory.getLogger(LastUse.class);

    private final KeyRepository repository;
    private Map<UUID, Long> uses = new HashMap<>();

    LastUse(KeyRepository repository) {
        this.repository = repository;
    }

    /** The key {@code id} was used at {@code now}, epoch milliseconds. */
    void note(UUID id, long now) {
        uses.put(id, now);
    }

    /** Writes what was noted; what cannot be written is tried again with the next. Does not fail. */
    Future<Void> write() {
        if (uses.isEmpty()) {
            return Future.succeededFuture();
        }
        Map<UUID, Long> taken = uses;
        uses = new HashMap<>();
        return repository.use(taken).<Void>mapEmpty().recover(cause -> {
            LOG.warn("cannot note when keys were used, trying again later: {}", cause.toString());
            taken.forEach(uses::putIfAbsent);
            return Future.succeededFuture();
        });
    }
}
