package ai.levqor.jobs;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import ai.levqor.bus.Tracing;
import ai.levqor.bus.Write;
import ai.levqor.config.JobsSettings;
import ai.levqor.idempotency.Fingerprint;
import ai.levqor.security.GuardedClient;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads submissions: fills in defaults, holds limits that a schema cannot say, gives ids. */
final class Submissions {
    private final JobsSettings settings;
    private final InstantSource clock;
    private final Tracing tracing;
    private final Uuid7 ids;

    Submissions(JobsSettings settings, InstantSource clock, Tracing tracing) {
        this.settings = settings;
        this.clock = clock;
        this.tracing = tracing;
        this.ids = new Uuid7(clock);
    }

    Submission one(Request request) {
        NewJob job = read(request.input(), request.caller().id(), null, "");
        return new Submission(
                job, Write.done(Jobs.SUBMIT, request.caller(), job.id().toString()));
    }

    NewBatch many(Request request) {
        JsonObject input = request.input();
        JsonArray jobs = input.getJsonArray("jobs");
        if (jobs.size() > settings.maxBatch()) {
            throw Failure.invalid("jobs", "must have at most " + settings.maxBatch() + " items");
        }
        UUID batch = ids.next();
        List<NewJob> read = IntStream.range(0, jobs.size())
                .mapToObj(i -> read(jobs.getJsonObject(i), request.caller().id(), batch, "jobs[" + i + "]."))
                .toList();
        String key = input.getString("idempotency_key");
        return new NewBatch(batch, read, key, key == null ? null : Fingerprint.of(input));
    }

    /** A job that the service itself makes. */
    NewJob read(JsonObject input, String owner, @Nullable UUID batch, String at) {
        long now = clock.millis();
        String workflow = input.getString("workflow");
        String payload = input.getJsonObject("payload").encode();
        // UTF-8 has at least one byte a character, so only a long text needs to be counted exactly.
        if (payload.length() > settings.maxPayload() / 3
                && payload.getBytes(StandardCharsets.UTF_8).length > settings.maxPayload()) {
            throw Failure.invalid(at + "payload", "must be at most " + settings.maxPayload() + " bytes as JSON");
        }
        Number runAt = input.getNumber("run_at");
        long timeout = input.getLong("timeout_ms", settings.defaultTimeout().toMillis());
        if (timeout > settings.maxTimeout().toMillis()) {
            throw Failure.invalid(
                    at + "timeout_ms",
                    "must be at most " + settings.maxTimeout().toMillis());
        }
        String callbackUrl = input.getString("callback_url");
        if (callbackUrl != null) {
            checkUrl(callbackUrl, at);
        }
        String idempotencyKey = input.getString("idempotency_key");
        return new NewJob(
                ids.next(),
                workflow,
                input.getString("concurrency_key", ""),
                Priority.of(input.getString("priority", "normal")),
                runAt == null ? now : Math.max(now, Math.round(runAt.doubleValue() * 1000)),
                now,
                input.getInteger("max_attempts", settings.defaultMaxAttempts()),
                timeout,
                owner,
                batch,
                idempotencyKey,
                idempotencyKey == null ? null : Asked.of(input),
                callbackUrl,
                payload,
                tracing.current(),
                input.getLong("max_cost"));
    }

    private static void checkUrl(String url, String at) {
        try {
            GuardedClient.check(url);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(at + "callback_url", String.valueOf(e.getMessage()));
        }
    }

    /** An idempotency key came again with another request. */
    static Failure mismatch(String field) {
        return new Failure(
                Code.IDEMPOTENCY_MISMATCH, "was used for another request; take a new key", field, new JsonObject());
    }
}
