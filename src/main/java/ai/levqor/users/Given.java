package ai.levqor.users;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;

/**
 * What a client gave of a user, checked and in its stored form. A member that is absent stays as it is; one that is null
 * is removed.
 *
 * @param values of {@code name}, {@code locale}, {@code currency} and {@code meta}
 */
record Given(JsonObject values) {
    private static final List<String> MEMBERS = List.of("name", "locale", "currency", "meta");

    /** What an upsert gives: there null says the same as nothing. */
    static Given present(JsonObject input) {
        var values = all(input).values();
        MEMBERS.stream().filter(member -> values.getValue(member) == null).forEach(values::remove);
        return new Given(values);
    }

    /** What a patch gives. */
    static Given all(JsonObject input) {
        var values = new JsonObject();
        for (String member : MEMBERS) {
            if (input.containsKey(member)) {
                values.put(member, stored(member, input.getValue(member)));
            }
        }
        return new Given(values);
    }

    @SuppressWarnings("NullAway") // JSON's null
    private static Object stored(String member, Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        return switch (member) {
            case "name" -> name(text.strip());
            case "locale" -> locale(text);
            default -> text;
        };
    }

    private static String name(String text) {
        if (text.isEmpty()) {
            throw Failure.invalid("name", "must hold more than spaces; leave it out, or give null, for no name");
        }
        return text;
    }

    /** Well-formed by BCP 47 (RFC 5646, 2.2.9), in its usual case. */
    private static String locale(String text) {
        try {
            return new Locale.Builder().setLanguageTag(text).build().toLanguageTag();
        } catch (IllformedLocaleException e) {
            throw Failure.invalid("locale", "must be a BCP 47 language tag such as en-GB");
        }
    }
}
