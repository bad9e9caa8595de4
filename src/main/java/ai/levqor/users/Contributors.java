package ai.levqor.users;

import ai.levqor.audit.Audit;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.people.PersonalData;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The other actors that keep data of people. One that is not served fails the call: half an export is none, and a
 * deletion that left something would be a false answer. Both may be repeated.
 */
final class Contributors {
    /**
     * Those that serve {@link PersonalData}'s operations; a new one joins here. Those that identify go last: they name what
     * the others have, also when a deletion that broke off is repeated.
     */
    static final List<String> ACTORS = List.of("referrals", "email", "jobs", "connectors", "billing", "keys", "auth");

    /** Those that know as whom a person calls, or why one must stay for now. */
    private static final List<String> IDENTIFYING = List.of("billing", "keys", "auth");

    /** The trail of writes tells who did what to whom; it is what the operator answers with, so it is not rewritten. */
    private static final String AUDIT = "audit";

    private static final int PAGE = 200;

    private final BusClient bus;

    Contributors(BusClient bus) {
        this.bus = bus;
    }

    /** What each of them keeps about the person, by its name. */
    JsonObject export(User user) {
        JsonArray callers = identify(user).getJsonArray("callers");
        JsonObject person = person(user).put("callers", callers);
        var data = new JsonObject();
        for (String actor : ACTORS) {
            data.put(actor, call(PersonalData.export(actor), person).getValue("data"));
        }
        return data.put(AUDIT, trail(user, callers));
    }

    /** Has each of them forget the person; how many things went, by its name. Fails before anything went where one holds. */
    JsonObject forget(User user) {
        JsonObject identity = identify(user);
        JsonArray holds = identity.getJsonArray("holds");
        if (!holds.isEmpty()) {
            throw new Failure(
                    Code.CONFLICT,
                    String.join(" ", holds.stream().map(String.class::cast).toList()));
        }
        JsonObject person = person(user).put("callers", identity.getJsonArray("callers"));
        var forgotten = new JsonObject();
        // Until the last of the first round went, the person and their programs could still begin something.
        for (int round = 0; round < 2; round++) {
            for (String actor : ACTORS) {
                long went = call(PersonalData.forget(actor), person).getLong("forgotten");
                forgotten.put(actor, forgotten.getLong(actor, 0L) + went);
            }
        }
        return forgotten;
    }

    private static JsonObject person(User user) {
        return new JsonObject().put("user_id", user.id().toString()).put("email", user.email());
    }

    private JsonObject identify(User user) {
        var callers = new JsonArray();
        var holds = new JsonArray();
        for (String actor : IDENTIFYING) {
            JsonObject known = call(PersonalData.identify(actor), person(user));
            callers.addAll(known.getJsonArray("callers"));
            holds.addAll(known.getJsonArray("holds"));
        }
        return new JsonObject().put("callers", callers).put("holds", holds);
    }

    private JsonObject call(Operation operation, JsonObject person) {
        return Future.await(bus.call(operation, person.copy(), Caller.SYSTEM));
    }

    /** What was done to the user and to the person's accounts, and what these did. */
    private JsonArray trail(User user, JsonArray callers) {
        SortedMap<Long, JsonObject> entries = new TreeMap<>();
        collect("subject", user.id().toString(), entries);
        for (Object each : callers) {
            String caller = (String) each;
            collect("caller", caller, entries);
            collect("subject", caller.substring(caller.indexOf(':') + 1), entries);
        }
        return new JsonArray(List.copyOf(entries.reversed().values()));
    }

    private void collect(String filter, String id, SortedMap<Long, JsonObject> entries) {
        var input = new JsonObject().put(filter, id).put("limit", PAGE);
        JsonObject page;
        do {
            page = Future.await(bus.call(Audit.LIST, input.copy(), Caller.SYSTEM));
            page.getJsonArray("entries").forEach(each -> {
                var entry = (JsonObject) each;
                entries.put(entry.getLong("seq"), entry);
            });
            input.put("cursor", page.getString("next_cursor"));
        } while (page.getBoolean("has_more"));
    }
}
