package ai.levqor.referrals;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import ai.levqor.people.EmailAddress;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What is known of where a person came from; the person is a user, an address, or both. */
record Visit(
        String source,
        @Nullable String campaign,
        @Nullable String medium,
        @Nullable String term,
        @Nullable String content,
        @Nullable String ref,
        @Nullable String userId,
        @Nullable EmailAddress email) {

    static Visit of(Request request) {
        JsonObject input = request.input();
        String ref = text(input, "ref");
        String source = named(input, "source");
        if (source == null) {
            source = ref;
        }
        if (source == null) {
            throw Failure.invalid("source", "is missing; give source, utm_source or ref");
        }
        String userId = input.getString("user_id");
        String email = input.getString("email");
        if (userId == null && email == null) {
            throw Failure.invalid("email", "is missing; give email or user_id");
        }
        return new Visit(
                source,
                named(input, "campaign"),
                named(input, "medium"),
                named(input, "term"),
                named(input, "content"),
                ref,
                userId,
                email == null ? null : EmailAddress.parse("email", email));
    }

    /** A member by its name, or by the one that links have. */
    private static @Nullable String named(JsonObject input, String name) {
        String own = text(input, name);
        return own == null ? text(input, "utm_" + name) : own;
    }

    private static @Nullable String text(JsonObject input, String name) {
        String text = input.getString(name);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
