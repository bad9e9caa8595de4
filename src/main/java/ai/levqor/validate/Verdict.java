package ai.levqor.validate;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * Whether an answer is the contract's.
 *
 * @param passed whether it is
 * @param again whether the same call may bring it later
 * @param words why
 */
record Verdict(boolean passed, boolean again, String words) {
    Verdict(boolean passed, String words) {
        this(passed, false, words);
    }

    /** Every operation can fail by these, and then it does not work. */
    private static final Set<Code> BROKEN = Set.of(
            Code.INVALID_REQUEST,
            Code.INTERNAL_ERROR,
            Code.OVERLOADED,
            Code.UNAVAILABLE,
            Code.TIMED_OUT,
            Code.FORBIDDEN,
            Code.UNAUTHORIZED);

    /** Judges the answer to {@code step}. */
    static Verdict of(Step step, Operation operation, Answer answer, Schemas schemas) {
        if (!step.or().isEmpty() && answer.code().equals(step.or())) {
            return refusal(step.or(), answer);
        }
        if (!step.refused().isEmpty()) {
            return refusal(step.refused(), answer);
        }
        if (answer.status() == operation.status()) {
            return reply(operation.reply(), answer, schemas);
        }
        Code code = Code.of(answer.code());
        // What was made up of an example need not exist; what a step names must.
        if (step.madeUp() && documented(operation, answer, code) && !BROKEN.contains(code)) {
            return new Verdict(true, "refused as documented: " + code.wire());
        }
        if (code == Code.FORBIDDEN) {
            return new Verdict(
                    false, operation.scope() == null ? "forbidden" : "the key lacks the scope " + operation.scope());
        }
        return new Verdict(
                false, "expected " + operation.status() + ", got " + answer.status() + ": " + answer.details());
    }

    /** Judges a reply by its schema. */
    static Verdict reply(String schema, Answer answer, Schemas schemas) {
        if (answer.type().equals(Answer.EVENTS)) {
            return new Verdict(true, "streams");
        }
        JsonObject json = answer.json();
        if (json == null) {
            return new Verdict(false, "the answer is no JSON object");
        }
        try {
            schemas.check(schema, json);
            return new Verdict(true, "ok");
        } catch (Failure unfit) {
            return new Verdict(
                    false, "the answer breaks its schema " + schema + ": " + unfit.field() + " " + unfit.getMessage());
        }
    }

    private static Verdict refusal(String expected, Answer answer) {
        Code code = Code.of(answer.code());
        boolean as = answer.code().equals(expected) && answer.status() == code.status();
        return as
                ? new Verdict(true, "refused as documented: " + expected)
                : new Verdict(
                        false, "expected the refusal " + expected + ", got " + answer.status() + ": " + answer.details());
    }

    private static boolean documented(Operation operation, Answer answer, Code code) {
        return operation.failures().contains(code)
                && answer.code().equals(code.wire())
                && answer.status() == code.status();
    }
}
