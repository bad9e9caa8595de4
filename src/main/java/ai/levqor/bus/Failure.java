package ai.levqor.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The one failure that crosses the event bus.
 *
 * <p>{@code message} is for the caller and never holds a secret or a cause's text; {@code field} names the offending
 * input; {@code details} are further facts, such as the id that was not found.
 */
public final class Failure extends ReplyException {
    private final Code code;
    private final @Nullable String field;
    private final JsonObject details;
    private final boolean replayed;

    /** A failure with everything it can say. */
    public Failure(Code code, @Nullable String message, @Nullable String field, JsonObject details) {
        this(code, message, field, details, false);
    }

    private Failure(Code code, @Nullable String message, @Nullable String field, JsonObject details, boolean replayed) {
        super(ReplyFailure.RECIPIENT_FAILURE, code.status(), message);
        this.code = code;
        this.field = field;
        this.details = details;
        this.replayed = replayed;
    }

    /** A failure with a sentence that says what to do. */
    public Failure(Code code, @Nullable String message) {
        this(code, message, null, new JsonObject());
    }

    /** The input's {@code field} is wrong. */
    public static Failure invalid(@Nullable String field, String message) {
        return new Failure(Code.INVALID_REQUEST, message, field, new JsonObject());
    }

    /** Nothing has this id; {@code name} is the id's field, such as {@code job_id}. */
    public static Failure notFound(String name, String id) {
        return new Failure(Code.NOT_FOUND, null, null, new JsonObject().put(name, id));
    }

    /** The caller may not do this; deliberately without a reason. */
    public static Failure forbidden() {
        return new Failure(Code.FORBIDDEN, null);
    }

    /** The same with one more fact. */
    public Failure with(String name, Object value) {
        return new Failure(code, getMessage(), field, details.copy().put(name, value), replayed);
    }

    /** The same as the answer of an earlier run. */
    public Failure asReplay() {
        return new Failure(code, getMessage(), field, details, true);
    }

    /** Whether it is the answer of an earlier run; see {@link Once}. */
    public boolean replayed() {
        return replayed;
    }

    /** What went wrong. */
    public Code code() {
        return code;
    }

    /** The offending input, as a JSON pointer or a name. */
    public @Nullable String field() {
        return field;
    }

    /** Further facts for the caller. */
    public JsonObject details() {
        return details;
    }

    /** The failure as JSON, the form in which it crosses nodes. */
    public JsonObject json() {
        var json = new JsonObject().put("code", code.wire());
        if (getMessage() != null) {
            json.put("message", getMessage());
        }
        if (field != null) {
            json.put("field", field);
        }
        if (replayed) {
            json.put("replayed", true);
        }
        return details.isEmpty() ? json : json.put("details", details);
    }

    /** Reads what {@link #json()} wrote. */
    public static Failure from(JsonObject json) {
        return new Failure(
                Code.of(json.getString("code", "")),
                json.getString("message"),
                json.getString("field"),
                json.getJsonObject("details", new JsonObject()),
                json.getBoolean("replayed", false));
    }

    /** Failures are answers, not defects: a stack trace would only cost time. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
