package ai.levqor.security;

import ai.levqor.bus.Caller;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the configuration. The current and the next ones are valid at once, so that keys rotate without downtime;
 * all have every scope. Their text is free, since clients that exist have keys of their own making.
 */
public final class KeyRing {
    /** Fewest characters of a configured key. */
    public static final int MIN_LENGTH = 8;

    /** In the data folder, the key that a node makes in development. */
    public static final String DEVELOPMENT_FILE = "development-api-key";

    private final Map<String, Future<Caller>> callers = new HashMap<>();

    /**
     * @param current the keys of LEVQOR_API_KEYS
     * @param next the keys of LEVQOR_API_KEYS_NEXT
     * @throws IllegalArgumentException when a key is shorter than {@link #MIN_LENGTH} characters
     */
    public KeyRing(List<String> current, List<String> next, KeyHash hash) {
        add("LEVQOR_API_KEYS", current, hash);
        add("LEVQOR_API_KEYS_NEXT", next, hash);
    }

    /** Where the development key of a data folder is kept. */
    public static Path developmentKeyFile(Path dataDir) {
        return dataDir.resolve(DEVELOPMENT_FILE);
    }

    /**
     * The development key of this data folder: a random one, made on first use and kept, readable by its owner only, in
     * the file {@code development-api-key}.
     *
     * @throws IOException when the file cannot be made or read
     */
    public static String developmentKey(Path dataDir) throws IOException {
        return SecretFile.readOrCreate(
                developmentKeyFile(dataDir),
                () -> ApiKey.generate(ApiKey.Kind.TEST).text());
    }

    /** Who has the key with this hash, ready to be answered; null when it is none of these keys. */
    @Nullable
    Future<Caller> find(String hash) {
        // The look-up compares keyed hashes and may end at the first byte that differs. That is safe: without the
        // master secret nobody can tell which hash a guess has, so the time tells nothing of how near the guess is.
        return callers.get(hash);
    }

    /** Whether one of the keys has this id. */
    boolean has(String id) {
        return callers.values().stream().anyMatch(caller -> caller.result().id().equals(id));
    }

    @Override
    public String toString() {
        return "KeyRing[" + callers.size() + " keys]";
    }

    private void add(String setting, List<String> keys, KeyHash hash) {
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i).strip();
            if (key.length() < MIN_LENGTH) {
                throw new IllegalArgumentException(setting + ": key " + (i + 1) + " is shorter than " + MIN_LENGTH
                        + " characters; use a longer one");
            }
            String hashed = hash.of(key);
            var caller = new Caller("key_" + hashed.substring(0, 12), Set.of("*"), "", "");
            callers.put(hashed, Future.succeededFuture(caller));
        }
    }
}
