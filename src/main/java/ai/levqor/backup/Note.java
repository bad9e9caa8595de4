package ai.levqor.backup;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a backup says of itself.
 *
 * @param createdAt epoch seconds
 * @param version of the software
 * @param secret a fingerprint of the master secret, from which the secret does not follow; the secret is never part of a
 *     backup
 */
public record Note(long createdAt, String version, String secret) {
    String text() {
        return new JsonObject()
                .put("created_at", createdAt)
                .put("version", version)
                .put("secret", secret)
                .encode();
    }

    static Note read(Path file, @Nullable String text) throws IOException {
        try {
            var json = text == null ? new JsonObject() : new JsonObject(text);
            if (json.getValue("created_at") instanceof Number at
                    && json.getValue("version") instanceof String version
                    && json.getValue("secret") instanceof String secret) {
                return new Note(at.longValue(), version, secret);
            }
        } catch (DecodeException e) {
            // told below
        }
        throw new IOException(file + " is no backup of Levqor; `levqor backup FILE` makes one.");
    }
}
