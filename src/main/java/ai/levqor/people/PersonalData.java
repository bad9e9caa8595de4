package ai.levqor.people;

import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;

/**
 * The two operations of every actor that keeps data of people. They have no route and are in no document: the actor
 * {@code users} calls them for whoever asks for, or deletes, one person's data. An actor serves both and joins the table
 * of contributors there.
 *
 * <p>The input of both is {@code {user_id, email}}, the address in the form of {@link EmailAddress}.
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
                .requires("*")
                .fails();
    }
}
