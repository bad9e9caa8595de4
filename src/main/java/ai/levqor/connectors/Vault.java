package ai.levqor.connectors;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.connectors.VaultRepository.StoredKeyset;
import ai.levqor.security.MasterSecret;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stored credentials: encrypts them on their way in, and decrypts them for calls alone. Awaits. */
final class Vault {
    private static final int TRIES = 5;

    private final VaultRepository repository;
    private final Ownership ownership;
    private final MasterSecret secret;
    private final InstantSource clock;
    private @Nullable Keys cached;

    Vault(VaultRepository repository, Ownership ownership, MasterSecret secret, InstantSource clock) {
        this.repository = repository;
        this.ownership = ownership;
        this.secret = secret;
        this.clock = clock;
    }

    private record Keys(long version, Keyset keyset) {}

    /**
     * Stores {@code fields} as {@code name}, in place of those of that name. They belong to {@code holder}, or to whom
     * those belonged.
     *
     * @param shared whether others may call with them; null leaves it as it is, which is no at first
     * @throws Failure when those of that name are another's
     */
    StoredCredential put(String connector, String name, JsonObject fields, Holder holder, @Nullable Boolean shared) {
        for (int i = 0; i < TRIES; i++) {
            Keys keys = keys();
            StoredCredential before =
                    await(repository.find(connector, name)).orElse(null);
            requireChangeable(holder, before);
            String owner = before == null ? holder.id() : before.createdBy();
            boolean nowShared = shared == null ? before != null && before.shared() : shared;
            String ciphertext = keys.keyset().encrypt(fields.encode(), StoredCredential.place(connector, name));
            if (await(repository.put(
                    connector, name, ciphertext, owner, nowShared, clock.millis(), keys.version()))) {
                return find(connector, name);
            }
        }
        throw rotating();
    }

    /** Refuses when the credentials {@code name} are there and another's. */
    void requireChangeable(Holder holder, String connector, String name) {
        requireChangeable(holder, await(repository.find(connector, name)).orElse(null));
    }

    private void requireChangeable(Holder holder, @Nullable StoredCredential credential) {
        if (credential != null && !ownership.mayChange(holder, credential)) {
            throw new Failure(Code.CONFLICT, "There are credentials of this name, and they are another's: take another.")
                    .with("connector", credential.connector())
                    .with("credential", credential.name());
        }
    }

    /** The credentials {@code name} for a call of {@code holder}; another's are as if they were not there. */
    Credentials open(String connector, String name, Holder holder) {
        if (!ownership.mayUse(holder, find(connector, name))) {
            throw missing(connector, name);
        }
        return open(connector, name);
    }

    /** The credentials {@code name}, to call with. */
    Credentials open(String connector, String name) {
        // The row first: the keys read after it decrypt it, for a keyset holds the key before as well.
        StoredCredential row = find(connector, name);
        String fields = keys().keyset().decrypt(row.ciphertext(), row.place());
        return Credentials.stored(connector, name, new JsonObject(fields), row.version());
    }

    /** Stores what a refresh gave; when somebody else was faster, theirs count. */
    Credentials replace(String connector, Credentials old, JsonNode fields) {
        String name = String.valueOf(old.stored());
        for (int i = 0; i < TRIES; i++) {
            Keys keys = keys();
            String ciphertext = keys.keyset().encrypt(fields.toString(), StoredCredential.place(connector, name));
            if (await(repository.replace(connector, name, ciphertext, old.version(), clock.millis(), keys.version()))) {
                return old.renewed(fields, old.version() + 1);
            }
            Credentials current = open(connector, name);
            if (current.version() != old.version()) {
                return current;
            }
        }
        throw rotating();
    }

    /** What {@code holder} may call with. */
    List<StoredCredential> list(Holder holder) {
        return await(repository.all()).stream()
                .filter(credential -> ownership.mayUse(holder, credential))
                .toList();
    }

    void delete(String connector, String name, Holder holder) {
        if (!ownership.mayChange(holder, find(connector, name)) || !await(repository.delete(connector, name))) {
            throw missing(connector, name);
        }
    }

    /** Encrypts everything anew under a new key; answers how many credentials there are. */
    int rotate() {
        for (int i = 0; i < TRIES; i++) {
            Keys keys = keys();
            Keyset next = keys.keyset().rotated();
            Optional<Integer> rotated = await(repository.rotate(
                    keys.version(),
                    next.wrapped(secret),
                    clock.millis(),
                    row -> new StoredCredential(
                            row.connector(),
                            row.name(),
                            next.encrypt(keys.keyset().decrypt(row.ciphertext(), row.place()), row.place()),
                            row.version(),
                            row.createdBy(),
                            row.shared(),
                            row.createdAt(),
                            row.updatedAt())));
            if (rotated.isPresent()) {
                return rotated.get();
            }
        }
        throw rotating();
    }

    /** {@code text} encrypted for {@code place}, for a while. */
    String seal(String text, String place) {
        return keys().keyset().encrypt(text, place);
    }

    String unseal(String text, String place) {
        return keys().keyset().decrypt(text, place);
    }

    private StoredCredential find(String connector, String name) {
        return await(repository.find(connector, name)).orElseThrow(() -> missing(connector, name));
    }

    private Keys keys() {
        StoredKeyset stored = await(repository.keyset()).orElse(null);
        if (stored == null) {
            stored = await(repository.keyset(Keyset.generate().wrapped(secret), clock.millis()));
        }
        Keys known = cached;
        if (known == null || known.version() != stored.version()) {
            known = new Keys(stored.version(), Keyset.unwrap(stored.wrapped(), secret));
            cached = known;
        }
        return known;
    }

    private static Failure missing(String connector, String name) {
        return new Failure(Code.NOT_FOUND, "There are no such stored credentials.")
                .with("connector", connector)
                .with("credential", name);
    }

    private static Failure rotating() {
        return new Failure(Code.UNAVAILABLE, "The keys are being rotated; retry later.");
    }
}
