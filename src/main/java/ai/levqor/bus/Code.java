package ai.levqor.bus;

import java.util.Locale;

/** What can go wrong, and the HTTP status that says it: the one table of both. */
public enum Code {
    /** The input breaks the operation's schema or a rule that its description names. */
    INVALID_REQUEST(400, "The request does not fit the operation's schema."),
    /** No valid proof of who calls. */
    UNAUTHORIZED(401, "The caller is not signed in."),
    /** A spending limit is reached. */
    BUDGET_EXCEEDED(402, "The budget is spent."),
    /** The API key is missing, wrong, or lacks the operation's scope. */
    FORBIDDEN(403, "The API key is missing, unknown, or lacks the scope."),
    /** Nothing has this id. */
    NOT_FOUND(404, "There is nothing with this id."),
    /** The path exists, the method does not. */
    METHOD_NOT_ALLOWED(405, "The path does not take this method."),
    /** The request was not whole in time. */
    REQUEST_TIMEOUT(408, "The request was not whole in time."),
    /** The thing is in a state that forbids the operation. */
    CONFLICT(409, "The state of the thing forbids the operation."),
    /** The thing is no longer as the precondition says. */
    PRECONDITION_FAILED(412, "The thing has changed since; read it again."),
    /** The body is larger than the limit. */
    PAYLOAD_TOO_LARGE(413, "The request is larger than the limit."),
    /** The URL is longer than the limit. */
    URI_TOO_LONG(414, "The URL is longer than the limit."),
    /** The body is not of a type that the operation reads. */
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not JSON."),
    /** An idempotency key came again with another request. */
    IDEMPOTENCY_MISMATCH(422, "The idempotency key was used for another request."),
    /** A provider that the operation asks, a connector's or the AI's, refuses the request as it is. */
    PROVIDER_REFUSED(422, "The provider that was asked refuses the request; change it before you try again."),
    /** A step of a workflow failed and nothing caught it; the details are its error. */
    WORKFLOW_FAILED(422, "A step of the workflow failed and nothing caught its error."),
    /** A connector's call that must not be repeated unseen has no answer. */
    OUTCOME_UNKNOWN(424, "The provider gave no answer and may have done it; look before you repeat the call."),
    /** Too many requests in the window. */
    RATE_LIMITED(429, "Too many requests; retry later."),
    /** The headers are larger than the limit. */
    HEADERS_TOO_LARGE(431, "The headers are larger than the limit."),
    /** A defect of the server; its log has the cause under the request's id. */
    INTERNAL_ERROR(500, "The server failed; its log has the cause under the request id."),
    /** A provider that the operation asks failed, is busy, or could not be reached. */
    PROVIDER_FAILED(502, "The provider that was asked failed, is busy or could not be reached; retry later."),
    /** The operation needs a provider and the settings name none. */
    AI_NOT_CONFIGURED(503, "The settings name no AI provider."),
    /** The operation needs the payment provider and the settings name none. */
    BILLING_NOT_CONFIGURED(503, "The settings name no payment provider."),
    /** More is in flight than the actor takes; retry after a moment. */
    OVERLOADED(503, "The service has as much in flight as it takes; retry later."),
    /** A part that the operation needs, such as the database, is gone for now. */
    UNAVAILABLE(503, "A part that is needed, such as the database, is gone for now; retry later."),
    /** No answer within the time limit. */
    TIMED_OUT(504, "There was no answer in time.");

    private final int status;
    private final String meaning;

    Code(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** One sentence for the documents. */
    public String meaning() {
        return meaning;
    }

    /** The code as the wire has it, such as {@code invalid_request}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the same call can succeed later without a change. */
    public boolean transientFailure() {
        return this == RATE_LIMITED || (status >= 500 && this != AI_NOT_CONFIGURED && this != BILLING_NOT_CONFIGURED);
    }

    /** The code that {@code wire} names; an unknown one is {@link #INTERNAL_ERROR}. */
    public static Code of(String wire) {
        for (Code code : values()) {
            if (code.wire().equals(wire)) {
                return code;
            }
        }
        return INTERNAL_ERROR;
    }
}
