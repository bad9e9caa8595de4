package ai.levqor.workers;

import ai.levqor.security.GuardedClient;
import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Calls a URL: payload {@code {url, method?, headers?, body?, expect_status?}}, result {@code {status, headers, body,
 * duration_ms}}. The body is JSON where the answer says so, else text; one that is cut at the client's limit is text and
 * has {@code truncated} beside it.
 */
final class Fetch {
    private static final List<String> SHOWN_HEADERS =
            List.of("content-type", "content-length", "date", "etag", "location");
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    private final GuardedClient client;

    Fetch(GuardedClient client) {
        this.client = client;
    }

    Future<JsonObject> run(Task task) {
        FetchRequest fetch = FetchRequest.of(task.payload(), task.jobId());
        var request = new Request(fetch.method(), fetch.url(), fetch.headers(), fetch.body(), null, true);
        return client.send(request)
                .recover(cause -> Future.failedFuture(failure(cause)))
                .map(answer -> {
                    check(answer.status(), fetch.expectStatus());
                    return result(answer);
                });
    }

    /** A refused address stays refused; whatever else happens on the way may pass. */
    private static Throwable failure(Throwable cause) {
        return switch (cause) {
            case OutboundException.Refused refused -> new PermanentFailure(String.valueOf(refused.getMessage()));
            case OutboundException.Busy busy -> Snooze.busy(String.valueOf(busy.getMessage()));
            case OutboundException.TimedOut late ->
                new TransientFailure(GATEWAY_TIMEOUT, String.valueOf(late.getMessage()));
            case OutboundException other -> new TransientFailure(BAD_GATEWAY, String.valueOf(other.getMessage()));
            default -> cause;
        };
    }

    private static void check(int status, @Nullable Integer expected) {
        if (expected == null ? status < 400 : status == expected) {
            return;
        }
        String message = "The server answered " + status + (expected == null ? "." : " instead of " + expected + ".");
        if (Workers.permanent(status)) {
            throw new PermanentFailure(status, message);
        }
        throw new TransientFailure(status < 400 ? BAD_GATEWAY : status, message);
    }

    private static JsonObject result(Answer answer) {
        var headers = new JsonObject();
        for (String name : SHOWN_HEADERS) {
            String value = answer.headers().get(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        var result = new JsonObject()
                .put("status", answer.status())
                .put("headers", headers)
                .put("body", body(answer))
                .put("duration_ms", answer.took().toMillis());
        return answer.truncated() ? result.put("truncated", true) : result;
    }

    private static @Nullable Object body(Answer answer) {
        if (!answer.truncated() && isJson(answer.headers().get(HttpHeaders.CONTENT_TYPE))) {
            try {
                return Json.decodeValue(answer.body());
            } catch (DecodeException notJson) {
                return answer.body().toString(); // what came is more use than that it is not what it says
            }
        }
        return answer.body().toString();
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.endsWith("+json");
    }
}
