package ai.levqor.validate;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a step may meet.
 *
 * @param code the failure's code
 * @param says a part of its words, by which a refusal of the operation itself is told from one of its schema; empty is any
 */
record Refusal(String code, String says) {
    static final Refusal NOT_FOUND = new Refusal("not_found", "");

    /** Reads one as the files have it: the code, or {@code {code, says}}; null where there is none. */
    static @Nullable Refusal of(@Nullable Object given) {
        return switch (given) {
            case null -> null;
            case JsonObject object -> new Refusal(object.getString("code"), object.getString("says", ""));
            default -> new Refusal(given.toString(), "");
        };
    }

    /** Reads one or a list of them. */
    static List<Refusal> list(@Nullable Object given) {
        if (given instanceof JsonArray array) {
            return array.stream().flatMap(each -> list(each).stream()).toList();
        }
        Refusal one = of(given);
        return one == null ? List.of() : List.of(one);
    }

    boolean is(Answer answer) {
        return answer.code().equals(code)
                && answer.details().toLowerCase(Locale.ROOT).contains(says.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return says.isEmpty() ? code : code + " (" + says + ")";
    }
}
