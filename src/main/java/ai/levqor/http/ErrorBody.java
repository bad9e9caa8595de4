package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure as its reader expects it: in the form of the API family that the path belongs to, or as a problem document
 * (RFC 9457) when the client prefers that.
 */
record ErrorBody(CharSequence type, Buffer body) {
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private static final String PROBLEM = "application/problem+json";
    private static final CharSequence PROBLEM_TYPE = HttpHeaders.createOptimized(PROBLEM);
    private static final List<String> ENVELOPE_PATHS =
            List.of("/api/v1/auth", "/api/v1/content", "/api/v1/business", "/api/v1/communication", "/api/v1/admin");

    static ErrorBody of(Failure failure, @Nullable String path, @Nullable String accept) {
        if (Accept.prefers(accept, PROBLEM, "application/json")) {
            return new ErrorBody(PROBLEM_TYPE, problem(failure).toBuffer());
        }
        return new ErrorBody(JSON, (envelope(path) ? enveloped(failure) : flat(failure)).toBuffer());
    }

    private static boolean envelope(@Nullable String path) {
        return path != null
                && ENVELOPE_PATHS.stream()
                        .anyMatch(family -> path.startsWith(family)
                                && (path.length() == family.length() || path.charAt(family.length()) == '/'));
    }

    private static JsonObject flat(Failure failure) {
        var body = new JsonObject().put("error", failure.code().wire());
        if (failure.getMessage() != null) {
            body.put("details", new JsonArray().add(detail(failure)));
        }
        return body.mergeIn(failure.details());
    }

    private static JsonObject detail(Failure failure) {
        var detail = new JsonObject();
        if (failure.field() != null) {
            detail.put("field", failure.field());
        }
        return detail.put("message", failure.getMessage());
    }

    private static JsonObject enveloped(Failure failure) {
        Code code = failure.code();
        var error = new JsonObject()
                .put("code", code == Code.INVALID_REQUEST ? "VALIDATION_ERROR" : code.name())
                .put("message", message(failure));
        if (failure.field() != null) {
            error.put("field", failure.field());
        }
        return new JsonObject().put("success", false).put("error", error);
    }

    private static JsonObject problem(Failure failure) {
        var body = new JsonObject(failure.details().copy().getMap());
        if (failure.field() != null) {
            body.put("field", failure.field());
        }
        return body.put("type", "about:blank")
                .put("title", failure.code().meaning())
                .put("status", failure.code().status())
                .put("detail", message(failure))
                .put("code", failure.code().wire());
    }

    private static String message(Failure failure) {
        String message = failure.getMessage();
        return message == null ? failure.code().meaning() : message;
    }
}
