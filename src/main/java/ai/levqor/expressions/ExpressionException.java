package ai.levqor.expressions;

/** An expression that failed on its data, or took more than its budget. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExpressionException(String message) {
        super(message);
    }
}
