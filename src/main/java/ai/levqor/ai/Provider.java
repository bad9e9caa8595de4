package ai.levqor.ai;

import static io.vertx.core.Future.await;

import ai.levqor.config.AiSettings;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException;
import ai.levqor.security.RetryAfter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one attempt at a chat completion (<a href="https://platform.openai.com/docs/api-reference/chat/create">OpenAI's
 * reference</a>).
 */
final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final int MAX_WORDS = 1_000;

    /** Codes of 429 that no waiting helps against: there is no money left. */
    private static final Set<String> FINAL = Set.of("insufficient_quota", "billing_hard_limit_reached");

    private final GuardedClient client;
    private final InstantSource clock;
    private final String url;
    private final Map<String, String> headers;
    private final String model;

    Provider(GuardedClient client, AiSettings settings, InstantSource clock) {
        this.client = client;
        this.clock = clock;
        this.url = (settings.url().endsWith("/") ? settings.url() : settings.url() + "/") + "chat/completions";
        this.model = settings.model();
        Map<String, String> sent = new HashMap<>(Map.of("Content-Type", "application/json"));
        if (!settings.key().isEmpty()) {
            sent.put("Authorization", "Bearer " + settings.key());
        }
        this.headers = Map.copyOf(sent);
    }

    /** Asks, within {@code timeout}; blocks the virtual thread that calls. */
    Result ask(Chat chat, Duration timeout) {
        Result result = ask(chat.body(model, false), timeout);
        boolean newer = result.failure() != null && result.failure().reason().equals("unsupported_parameter");
        // Its newer models take the bound on tokens under another name only.
        return newer && chat.maxTokens() != null ? ask(chat.body(model, true), timeout) : result;
    }

    private Result ask(JsonObject body, Duration timeout) {
        try {
            return result(
                    await(client.send(new Request(HttpMethod.POST, url, headers, body.toBuffer(), timeout))),
                    body.getString("model"));
        } catch (OutboundException e) {
            LOG.warn("the AI provider gave no answer: {}", e.getMessage());
            return Result.of(unanswered(e));
        }
    }

    private static ProviderFailure unanswered(OutboundException e) {
        return switch (e.reason()) {
            case TIMED_OUT -> new ProviderFailure("timeout", "The provider did not answer in time.", 0, true, null);
            case ORIGIN_BUSY -> new ProviderFailure("busy", "Too many chats are under way.", 0, true, null);
            case ANSWER_TOO_LARGE ->
                new ProviderFailure("answer_too_large", "The provider's answer is too large.", 0, false, null);
            case INVALID_REQUEST, FORBIDDEN_ADDRESS ->
                new ProviderFailure("invalid_address", "The provider's address cannot be called.", 0, false, null);
            default -> new ProviderFailure("unreachable", "The provider cannot be reached.", 0, true, null);
        };
    }

    private Result result(Answer answer, String askedModel) {
        Optional<JsonObject> body = json(answer.body());
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return body.flatMap(json -> ChatAnswer.of(json, askedModel))
                    .map(Result::of)
                    .orElseGet(() -> Result.of(new ProviderFailure(
                            "invalid_answer", "The provider's answer is no chat completion.", status, true, null)));
        }
        ProviderFailure failure = refused(status, body.orElseGet(JsonObject::new), wait(answer));
        LOG.warn("the AI provider answered {} ({})", status, failure.reason());
        return Result.of(failure);
    }

    private static ProviderFailure refused(int status, JsonObject body, @Nullable Duration wait) {
        JsonObject error = body.getValue("error") instanceof JsonObject told ? told : body;
        String reason = code(error);
        if (status == 401 || status == 403) {
            // Its message may show a part of the key.
            return new ProviderFailure("unauthorized", "The provider refuses the service's key.", status, false, null);
        }
        boolean retryable =
                status >= 500 || status == 408 || status == 409 || (status == 429 && !FINAL.contains(reason));
        String words =
                error.getValue("message") instanceof String message ? message : "The provider answered " + status + ".";
        return new ProviderFailure(
                reason.isEmpty() ? "status_" + status : reason,
                words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS),
                status,
                retryable,
                retryable ? wait : null);
    }

    private static String code(JsonObject error) {
        for (String name : new String[] {"code", "type"}) {
            if (error.getValue(name) instanceof String code && !code.isBlank() && code.length() <= 100) {
                return code;
            }
        }
        return "";
    }

    private @Nullable Duration wait(Answer answer) {
        return RetryAfter.parse(answer.headers().get(HttpHeaders.RETRY_AFTER), clock.instant());
    }

    private static Optional<JsonObject> json(Buffer body) {
        try {
            return Optional.of(new JsonObject(body));
        } catch (DecodeException | ClassCastException garbage) {
            return Optional.empty();
        }
    }

    /** What an attempt came to: one of both. */
    record Result(@Nullable ChatAnswer answer, @Nullable ProviderFailure failure) {
        static Result of(ChatAnswer answer) {
            return new Result(answer, null);
        }

        static Result of(ProviderFailure failure) {
            return new Result(null, failure);
        }
    }
}
