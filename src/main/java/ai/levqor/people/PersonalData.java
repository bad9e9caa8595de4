package ai.levqor.people;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;

/**
 * The operations of every actor that keeps data of people. They have no route and are in no document: the actor
 * {@code users} calls them for whoever asks for, or deletes, one person's data. An actor serves the first two and joins
 * the table of contributors there; the third is for those that know more of a person than address and user.
 *
 * <p>The input of all is a {@link Person}.
 */
public final class PersonalData {
    private PersonalData() {}

    /** Tells everything that {@code actor} keeps about the person: {@code {data: …}}. */
    public static Operation export(String actor) {
        return query(actor + ".export_person", "Tell what is kept about a person")
                .request("people/person")
                .reply(200, "people/data")
                .requires("*")
                .fails();
    }

    /** Forgets what {@code actor} keeps about the person; a second time changes nothing. Answers how many things went. */
    public static Operation forget(String actor) {
        return command(actor + ".forget_person", "Forget what is kept about a person")
                .request("people/person")
                .reply(200, "people/forgotten")
                .subject("user_id")
                .requires("*")
                .fails(CONFLICT);
    }

    /** Tells as whom the person calls, and what stands against forgetting the person now. */
    public static Operation identify(String actor) {
        return query(actor + ".identify_person", "Tell as whom a person calls")
                .request("people/person")
                .reply(200, "people/identity")
                .requires("*")
                .fails();
    }
}
