package ai.levqor.connectors;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.security.OutboundException;
import ai.levqor.security.OutboundException.Reason;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong at a provider, in the one form that all providers' errors become.
 *
 * @param code the provider's word for it, or one of {@code unreachable}, {@code timeout}, {@code connection_lost},
 *     {@code invalid_response}, {@code response_too_large}, {@code not_sent}, {@code http_<status>}
 * @param message the provider's message
 * @param status of HTTP; 0 without an answer
 * @param passing whether the cause may pass by itself
 * @param undone whether the provider certainly did nothing
 * @param expired whether the credentials must be renewed
 * @param limited whether the provider asks for fewer requests
 * @param retryAfter how long the provider wants to be left alone, or null
 */
record ProviderError(
        String code,
        String message,
        int status,
        boolean passing,
        boolean undone,
        boolean expired,
        boolean limited,
        @Nullable Duration retryAfter) {
    private static final int MAX_MESSAGE = 1_000;
    private static final Set<Reason> NEVER_SENT =
            Set.of(Reason.UNKNOWN_HOST, Reason.CONNECT_FAILED, Reason.TLS_FAILED, Reason.ORIGIN_BUSY);

    /** No answer came. */
    static ProviderError of(OutboundException e) {
        String code = switch (e.reason()) {
            case INVALID_REQUEST, FORBIDDEN_ADDRESS -> "not_sent";
            case TIMED_OUT -> "timeout";
            case CONNECTION_LOST -> "connection_lost";
            case ANSWER_TOO_LARGE -> "response_too_large";
            case ORIGIN_BUSY, UNKNOWN_HOST, CONNECT_FAILED, TLS_FAILED -> "unreachable";
        };
        boolean refused = code.equals("not_sent");
        return new ProviderError(
                code,
                String.valueOf(e.getMessage()),
                0,
                !refused && !code.equals("response_too_large"),
                refused || NEVER_SENT.contains(e.reason()),
                false,
                false,
                null);
    }

    /** The answer is not what the provider documents. */
    static ProviderError garbage(int status) {
        boolean failed = status >= 300;
        return new ProviderError(
                failed ? "http_" + status : "invalid_response",
                failed
                        ? "The provider answered with status " + status + "."
                        : "The provider's answer is not what it documents.",
                status,
                status >= 500 || !failed,
                false,
                status == 401,
                false,
                null);
    }

    /**
     * What the answer says by its status and headers alone.
     *
     * @param retryAfter of the header, or null
     */
    static ProviderError of(int status, @Nullable Duration retryAfter) {
        boolean limited = status == 429;
        return new ProviderError(
                "http_" + status,
                "The provider answered with status " + status + ".",
                status,
                limited || status >= 500 || status == 408,
                limited || (status == 503 && retryAfter != null) || (status >= 400 && status < 500),
                status == 401,
                limited,
                retryAfter);
    }

    /** The same with what the manifest's mapping says. */
    ProviderError with(JsonNode mapped) {
        JsonNode wait = mapped.path("retry_after");
        return new ProviderError(
                text(mapped, "code", code),
                text(mapped, "message", message),
                status,
                truth(mapped, "retryable", passing),
                truth(mapped, "undone", undone || (status > 0 && status < 500)),
                truth(mapped, "expired", expired),
                truth(mapped, "rate_limited", limited),
                wait.isNumber()
                        ? Duration.ofMillis((long) (Math.clamp(wait.doubleValue(), 0, 86_400) * 1000))
                        : retryAfter);
    }

    private static String text(JsonNode mapped, String name, String otherwise) {
        String text = mapped.path(name).asText("");
        return text.isEmpty() ? otherwise : text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
    }

    private static boolean truth(JsonNode mapped, String name, boolean otherwise) {
        return mapped.path(name).isBoolean() ? mapped.path(name).booleanValue() : otherwise;
    }

    /** Whether the same request may be sent again: it may succeed, and does no harm. */
    boolean repeatable(boolean idempotent) {
        return passing && (idempotent || undone);
    }

    /** As the caller gets it. */
    Failure failure(Manifest manifest, Action action, Credentials credentials, boolean idempotent) {
        Code wire;
        if (!passing) {
            wire = Code.PROVIDER_REFUSED;
        } else if (!repeatable(idempotent)) {
            wire = Code.OUTCOME_UNKNOWN;
        } else if (limited) {
            wire = Code.RATE_LIMITED;
        } else {
            wire = code.equals("timeout") ? Code.TIMED_OUT : Code.PROVIDER_FAILED;
        }
        String said = credentials.redact(message);
        Failure failure = new Failure(wire, manifest.name() + "." + action.name() + ": " + said)
                .with("connector", manifest.name())
                .with("action", action.name())
                .with("provider_code", credentials.redact(code))
                .with("provider_message", said)
                .with("provider_status", status)
                .with("retryable", repeatable(idempotent));
        return retryAfter == null
                ? failure
                : failure.with("retry_after", Math.max(1, (retryAfter.toMillis() + 999) / 1000));
    }
}
