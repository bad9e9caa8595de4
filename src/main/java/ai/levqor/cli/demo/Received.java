package ai.levqor.cli.demo;

import ai.levqor.security.CallbackSignature;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * A callback as it came. The three headers are empty where they were missing.
 *
 * @param signatureValid whether it was signed with one of the secrets in force
 */
record Received(Instant at, String id, String timestamp, String signature, boolean signatureValid, String body) {
    static Received of(MultiMap headers, Buffer body, List<String> secrets, InstantSource clock) {
        String id = header(headers, CallbackSignature.ID_HEADER);
        String timestamp = header(headers, CallbackSignature.TIMESTAMP_HEADER);
        String signature = header(headers, CallbackSignature.SIGNATURE_HEADER);
        boolean valid = new CallbackSignature(secrets).verify(id, timestamp, signature, body.getBytes(), clock);
        return new Received(clock.instant(), id, timestamp, signature, valid, body.toString());
    }

    private static String header(MultiMap headers, String name) {
        return Objects.requireNonNullElse(headers.get(name), "");
    }

    /** Whether it tells of this job. */
    boolean isOf(String job) {
        return payload() instanceof JsonObject json
                && json.getValue("data") instanceof JsonObject data
                && job.equals(data.getValue("job_id"));
    }

    JsonObject json() {
        return new JsonObject()
                .put("received_at", at.toString())
                .put("signature_valid", signatureValid)
                .put(CallbackSignature.ID_HEADER, id)
                .put(CallbackSignature.TIMESTAMP_HEADER, timestamp)
                .put(CallbackSignature.SIGNATURE_HEADER, signature)
                .put("body", payload());
    }

    private Object payload() {
        try {
            return new JsonObject(body);
        } catch (DecodeException notAnObject) {
            return body;
        }
    }
}
