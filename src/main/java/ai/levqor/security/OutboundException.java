package ai.levqor.security;

import org.jspecify.annotations.Nullable;

/**
 * Why a call of a {@link GuardedClient} has no answer. The message may be shown to the user who named the address: it
 * holds no address that a name resolved to. The cause, for logs only, may.
 */
public abstract sealed class OutboundException extends RuntimeException {
    /** The reasons, finer than the types. */
    public enum Reason {
        INVALID_REQUEST,
        FORBIDDEN_ADDRESS,
        ORIGIN_BUSY,
        UNKNOWN_HOST,
        CONNECT_FAILED,
        TLS_FAILED,
        CONNECTION_LOST,
        TIMED_OUT,
        ANSWER_TOO_LARGE
    }

    private final Reason reason;

    private OutboundException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What went wrong, for those who tell it on. */
    public Reason reason() {
        return reason;
    }

    /** The request breaks a rule; nothing was sent, and trying again as it is cannot help. */
    public static final class Refused extends OutboundException {
        Refused(Reason reason, String message) {
            super(reason, message, null);
        }
    }

    /** Too many calls of the same origin are under way and wait; nothing was sent. */
    public static final class Busy extends OutboundException {
        Busy(String message) {
            super(Reason.ORIGIN_BUSY, message, null);
        }
    }

    /** The host is unknown, does not accept the connection, or broke it. */
    public static final class Unreachable extends OutboundException {
        Unreachable(Reason reason, String message, @Nullable Throwable cause) {
            super(reason, message, cause);
        }
    }

    /** No whole answer came in time; the request may have had its effect. */
    public static final class TimedOut extends OutboundException {
        TimedOut(String message) {
            super(Reason.TIMED_OUT, message, null);
        }
    }

    /** The answer was longer than allowed and the request asked to fail then. */
    public static final class AnswerTooLarge extends OutboundException {
        AnswerTooLarge(String message) {
            super(Reason.ANSWER_TOO_LARGE, message, null);
        }
    }
}
