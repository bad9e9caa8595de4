package ai.levqor.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Which proofs this process has seen, for as long as they could be shown again. Of each it keeps 64 bits of a hash, in two
 * generations; where more come than it keeps, the older half is forgotten early.
 */
final class SeenProofs {
    private static final int MAX_OF_GENERATION = 50_000;

    private final long kept;
    private Set<Long> older = new HashSet<>();
    private Set<Long> newer = new HashSet<>();
    private long since;

    SeenProofs(Duration kept) {
        this.kept = kept.toMillis();
    }

    /** Whether {@code id} was not here before {@code now}, epoch milliseconds. From now on it was. */
    synchronized boolean first(String id, long now) {
        if (now - since >= kept || newer.size() >= MAX_OF_GENERATION) {
            older = now - since >= 2 * kept ? new HashSet<>() : newer;
            newer = new HashSet<>();
            since = now;
        }
        Long hash = hash(id);
        return !older.contains(hash) && newer.add(hash);
    }

    private static long hash(String id) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8)))
                    .getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
