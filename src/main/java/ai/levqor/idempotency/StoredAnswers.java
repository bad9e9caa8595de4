package ai.levqor.idempotency;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Once;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Request;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a write once per idempotency key of a caller, beside the actor that serves it and in its database, and replays
 * the answer to repetitions. Callers without a key are told apart by their addresses.
 *
 * <p>A run that died frees its key when nobody can be waiting for it any more. Answers that say "later" (429, 5xx) are
 * not kept: a repetition runs again.
 */
public final class StoredAnswers implements Once {
    private static final Logger LOG = LoggerFactory.getLogger(StoredAnswers.class);

    private final AnswerRepository repository;
    private final InstantSource clock;
    private final Duration patience;
    private final Duration retention;

    /**
     * @param patience how long callers wait for an answer
     * @param retention how long answers are replayed
     */
    public StoredAnswers(AnswerRepository repository, InstantSource clock, Duration patience, Duration retention) {
        this.repository = repository;
        this.clock = clock;
        this.patience = patience;
        this.retention = retention;
    }

    @Override
    public Answer run(Operation operation, Request request, String text, Supplier<JsonObject> method) {
        var key = new UsedKey(owner(request.caller()), text, UUID.randomUUID());
        String fingerprint = Fingerprint.of(operation, request.input());
        long now = clock.millis();
        while (!await(repository.take(key, fingerprint, now, now + patience.toMillis()))) {
            StoredAnswer stored = await(repository.find(key));
            if (stored != null) {
                return replay(stored, fingerprint);
            }
        }
        return new Answer(firstRun(key, method), false);
    }

    private static Answer replay(StoredAnswer stored, String fingerprint) {
        if (!stored.fingerprint().equals(fingerprint)) {
            throw new Failure(
                    Code.IDEMPOTENCY_MISMATCH,
                    "was used for another request; take a new key",
                    Once.HEADER,
                    new JsonObject());
        }
        JsonObject answer = stored.answer();
        if (answer == null) {
            throw new Failure(
                    Code.CONFLICT,
                    "belongs to a request that is still running; repeat it later",
                    Once.HEADER,
                    new JsonObject());
        }
        return new Answer(StoredAnswer.replay(answer), true);
    }

    private JsonObject firstRun(UsedKey key, Supplier<JsonObject> method) {
        try {
            JsonObject reply = method.get();
            keep(key, StoredAnswer.reply(reply));
            return reply;
        } catch (Failure failure) {
            if (failure.code().transientFailure()) {
                free(key);
            } else {
                keep(key, StoredAnswer.failure(failure));
            }
            throw failure;
        } catch (RuntimeException | Error defect) {
            free(key);
            throw defect;
        }
    }

    /** What was done is done: without its answer a repetition runs again once the key has freed itself. */
    private void keep(UsedKey key, JsonObject answer) {
        try {
            await(repository.keep(key, answer, clock.millis() + retention.toMillis()));
        } catch (RuntimeException gone) {
            LOG.warn("The answer to an idempotency key of {} was not kept", key.owner(), gone);
        }
    }

    private void free(UsedKey key) {
        try {
            await(repository.free(key));
        } catch (RuntimeException gone) {
            LOG.debug("An idempotency key frees itself later", gone);
        }
    }

    private static String owner(Caller caller) {
        return caller.id().equals(Caller.ANONYMOUS.id()) ? caller.id() + ' ' + caller.address() : caller.id();
    }
}
