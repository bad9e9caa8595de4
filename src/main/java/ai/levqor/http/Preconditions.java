package ai.levqor.http;

import ai.levqor.bus.EntityTag;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Entity tags and conditional requests (RFC 9110, 8.8.3 and 13) of the operations that declare an entity. */
final class Preconditions {
    private static final String IF_MATCH_INPUT = "if_match";

    private Preconditions() {}

    /** The input with If-Match in it, where only the operation can compare and change in one step. */
    static JsonObject add(Operation operation, HttpServerRequest request, JsonObject input) {
        if (operation.entity() == null || !operation.writes()) {
            return input;
        }
        String condition = header(request, HttpHeaders.IF_MATCH);
        if (condition == null) {
            return input;
        }
        Object given = input.getValue(IF_MATCH_INPUT);
        if (given != null && !given.equals(condition)) {
            throw Failure.invalid(IF_MATCH_INPUT, "differs from the header If-Match");
        }
        return input.put(IF_MATCH_INPUT, condition);
    }

    /** Puts the entity tag on the answer; null in its place where the client has it already. */
    static @Nullable JsonObject judge(Operation operation, HttpServerRequest request, JsonObject answer) {
        JsonObject entity = entity(operation, answer);
        if (entity == null) {
            return answer;
        }
        if (!operation.writes()) {
            EntityTag.require(header(request, HttpHeaders.IF_MATCH), entity);
        }
        String tag = EntityTag.of(entity);
        request.response().putHeader(HttpHeaders.ETAG, tag);
        boolean known = !operation.writes() && EntityTag.known(header(request, HttpHeaders.IF_NONE_MATCH), tag);
        return known ? null : answer;
    }

    private static @Nullable JsonObject entity(Operation operation, JsonObject answer) {
        String member = operation.entity();
        if (member == null) {
            return null;
        }
        return member.isEmpty() ? answer : answer.getJsonObject(member);
    }

    /** Several lines of a list are one list (RFC 9110, 5.3). */
    private static @Nullable String header(HttpServerRequest request, CharSequence name) {
        var lines = request.headers().getAll(name);
        return lines.isEmpty() ? null : String.join(", ", lines);
    }
}
