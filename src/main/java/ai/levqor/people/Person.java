package ai.levqor.people;

import ai.levqor.bus.Request;
import io.vertx.core.json.JsonArray;
import java.util.List;

/**
 * Whose data is told or forgotten.
 *
 * @param userId the id of the user
 * @param email the address in the form of {@link EmailAddress}
 * @param callers as whom the person calls, as {@link ai.levqor.bus.Caller#id()} has it: what these own is the person's
 */
public record Person(String userId, String email, List<String> callers) {
    public Person {
        callers = List.copyOf(callers);
    }

    /** Reads the input of {@link PersonalData}'s operations. */
    public static Person of(Request request) {
        return new Person(
                request.text("user_id"),
                request.text("email"),
                request.input().getJsonArray("callers", new JsonArray()).stream()
                        .map(String.class::cast)
                        .toList());
    }
}
