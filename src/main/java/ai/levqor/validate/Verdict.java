package ai.levqor.validate;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Operation.Otherwise;
import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer is the contract's.
 *
 * @param passed whether it is
 * @param kind what the answer is
 * @param words why
 */
record Verdict(boolean passed, Kind kind, String words) {
    /** What an answer can be. */
    enum Kind {
        /** A reply with all that is wanted. */
        REPLY,
        /** A reply that fits its schema and is another than the one that is wanted. */
        OTHER_REPLY,
        /** A failure. */
        REFUSAL,
        /** Something else, or nothing. */
        NONE
    }

    static Verdict ok(String words) {
        return new Verdict(true, Kind.REPLY, words);
    }

    static Verdict failed(String words) {
        return new Verdict(false, Kind.NONE, words);
    }

    /** Judges the answer to {@code step}. */
    static Verdict of(Step step, Operation operation, Answer answer, Schemas schemas) {
        for (Refusal instead : step.or()) {
            if (instead.is(answer)) {
                return refusal(instead, answer);
            }
        }
        Refusal refused = step.refused();
        if (refused != null) {
            return refusal(refused, answer);
        }
        Otherwise otherwise = operation.otherwise();
        if (answer.status() == operation.status() || (otherwise != null && answer.status() == otherwise.status())) {
            Verdict reply = reply(operation.reply(), answer, schemas);
            JsonObject json = answer.json();
            return !reply.passed() || json == null ? reply : wanted(step, json);
        }
        if (Code.of(answer.code()) == Code.FORBIDDEN) {
            return failed(operation.scope() == null ? "forbidden" : "the key lacks the scope " + operation.scope());
        }
        return failed("expected " + operation.status() + ", got " + answer.status() + ": " + answer.details());
    }

    /** Judges a reply by its schema. */
    static Verdict reply(String schema, Answer answer, Schemas schemas) {
        if (answer.type().equals(Answer.EVENTS)) {
            return ok("streams");
        }
        JsonObject json = answer.json();
        if (json == null) {
            return failed("the answer is no JSON object");
        }
        try {
            schemas.check(schema, json);
            return ok("ok");
        } catch (Failure unfit) {
            return failed("the answer breaks its schema " + schema + ": " + unfit.field() + " " + unfit.getMessage());
        }
    }

    private static Verdict wanted(Step step, JsonObject json) {
        @Nullable String missing = Match.missing(step.expect(), json);
        if (missing == null) {
            missing = Match.missing(step.until(), json);
        }
        if (missing == null && !step.gone().isEmpty() && Match.missing(step.gone(), json) == null) {
            missing = "there still is " + step.gone();
        }
        return missing == null ? ok("ok") : new Verdict(false, Kind.OTHER_REPLY, missing);
    }

    private static Verdict refusal(Refusal expected, Answer answer) {
        boolean as = expected.is(answer)
                && answer.status() == Code.of(expected.code()).status();
        String words = as
                ? "refused as documented: " + expected.code()
                : "expected the refusal " + expected + ", got " + answer.status() + ": " + answer.details();
        return new Verdict(as, as ? Kind.REFUSAL : Kind.NONE, words);
    }
}
