package ai.levqor.ai;

import static io.vertx.core.Future.await;

import ai.levqor.ai.Provider.Result;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.config.AiSettings;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** Answers chats; asks again while the provider fails, as often and as long as the settings allow. */
final class AiService {
    private static final long FIRST_WAIT_MS = 500;

    private final Vertx vertx;
    private final Provider provider;
    private final AiSettings settings;
    private final Duration timeout;

    /** {@code timeout} is for a whole chat, the waits between attempts included. */
    AiService(Vertx vertx, Provider provider, AiSettings settings, Duration timeout) {
        this.vertx = vertx;
        this.provider = provider;
        this.settings = settings;
        this.timeout = timeout;
    }

    Reply chat(Chat chat) {
        if (!settings.configured()) {
            throw new Failure(Code.AI_NOT_CONFIGURED, "No AI provider is configured: set LEVQOR_AI_URL.");
        }
        if (chat.model() == null && settings.model().isEmpty()) {
            throw Failure.invalid("model", "is required, because LEVQOR_AI_MODEL is not set");
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int attempt = 1; ; attempt++) {
            Result result = provider.ask(chat, left(deadline));
            if (result.answer() != null) {
                return result.answer();
            }
            ProviderFailure failure = Objects.requireNonNull(result.failure());
            Duration wait = wait(attempt, failure);
            if (!failure.retryable() || attempt >= settings.maxAttempts() || wait.compareTo(left(deadline)) >= 0) {
                throw failure.failure();
            }
            await(vertx.timer(wait.toMillis()));
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    /** What the provider asks for, or a wait that doubles, half of it by chance. */
    private static Duration wait(int attempt, ProviderFailure failure) {
        if (failure.retryAfter() != null) {
            return failure.retryAfter().plusMillis(ThreadLocalRandom.current().nextLong(100));
        }
        long wait = FIRST_WAIT_MS << (attempt - 1);
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }
}
