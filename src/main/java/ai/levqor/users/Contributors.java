package ai.levqor.users;

import ai.levqor.audit.Audit;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Operation;
import ai.levqor.people.PersonalData;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The other actors that keep data of people. One that is not served fails the call: half an export is none, and a
 * deletion that left something would be a false answer. Both may be repeated.
 */
final class Contributors {
    /** Those that serve {@link PersonalData}'s operations; a new one joins here. */
    static final List<String> ACTORS = List.of("referrals", "email");

    /** The trail of writes tells what was done to the user; it holds ids and no personal data, so it is not forgotten. */
    private static final String AUDIT = "audit";

    private static final int PAGE = 200;

    private final BusClient bus;

    Contributors(BusClient bus) {
        this.bus = bus;
    }

    /** What each of them keeps about the person, by its name. */
    JsonObject export(User user) {
        var data = new JsonObject();
        for (String actor : ACTORS) {
            JsonObject answer = call(PersonalData.export(actor), user);
            data.put(actor, answer.getValue("data"));
        }
        return data.put(AUDIT, mentions(user));
    }

    /** Has each of them forget the person; how many things went, by its name. */
    JsonObject forget(User user) {
        var forgotten = new JsonObject();
        for (String actor : ACTORS) {
            forgotten.put(actor, call(PersonalData.forget(actor), user).getLong("forgotten"));
        }
        return forgotten;
    }

    private JsonObject call(Operation operation, User user) {
        var person = new JsonObject().put("user_id", user.id().toString()).put("email", user.email());
        return Future.await(bus.call(operation, person, Caller.SYSTEM));
    }

    private JsonArray mentions(User user) {
        var entries = new JsonArray();
        var input = new JsonObject().put("subject", user.id().toString()).put("limit", PAGE);
        JsonObject page;
        do {
            page = Future.await(bus.call(Audit.LIST, input.copy(), Caller.SYSTEM));
            entries.addAll(page.getJsonArray("entries"));
            input.put("cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more"));
        return entries;
    }
}
