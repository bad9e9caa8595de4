package ai.levqor.users;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of users. */
public final class Users {
    /** Makes the user of an address, or changes what is given of the one that there is. */
    public static final Operation UPSERT = command("users.upsert", "Create or update a user by e-mail address")
            .post("/api/v1/users/upsert")
            .request("users/upsert")
            .reply(201, "users/upserted")
            .or(200, "updated")
            .requires("users:write")
            .fails();

    /** The user of an address. */
    public static final Operation LOOKUP = query("users.lookup", "Find a user by e-mail address")
            .get("/api/v1/users")
            .request("users/email")
            .reply(200, "users/user")
            .entity("")
            .requires("users:read")
            .openInDevelopment()
            .fails(NOT_FOUND);

    /** Users, newest first; also those whose address or name begins with something. */
    public static final Operation LIST = query("users.list", "List and search users, newest first")
            .get("/api/v1/users/list")
            .request("users/list")
            .reply(200, "users/page")
            .requires("users:read")
            .openInDevelopment()
            .fails();

    /** One user. */
    public static final Operation GET = query("users.get", "Get a user")
            .get("/api/v1/users/{user_id}")
            .request("users/id")
            .reply(200, "users/user")
            .entity("")
            .requires("users:read")
            .openInDevelopment()
            .fails(NOT_FOUND);

    /** Changes what is given of a user. */
    public static final Operation PATCH = command("users.patch", "Change a user")
            .patch("/api/v1/users/{user_id}")
            .request("users/patch")
            .reply(200, "users/updated")
            .entity("user")
            .requires("users:write")
            .fails(NOT_FOUND);

    /** Deletes a user with everything that is kept about the person; not the last admin, nor while a subscription goes on. */
    public static final Operation DELETE = command("users.delete", "Delete a user and all that is kept about them")
            .delete("/api/v1/users/{user_id}")
            .request("users/delete")
            .reply(200, "users/deleted")
            .entity("user")
            .requires("users:admin")
            .fails(NOT_FOUND, CONFLICT);

    /** Everything that is kept about a user's person. */
    public static final Operation EXPORT = query("users.export", "Export everything that is kept about a person")
            .get("/api/v1/users/{user_id}/export")
            .request("users/id")
            .reply(200, "users/export")
            .requires("users:admin")
            .fails(NOT_FOUND);

    /** Counts users by day. For the nodes of the service themselves: it has no route and is in no document. */
    public static final Operation COUNTS = query("users.counts", "Count users")
            .request("users/days")
            .reply(200, "users/counts")
            .requires("*")
            .fails();

    /** Counts all and the active ones. For the nodes of the service themselves, like {@link #COUNTS}. */
    public static final Operation TOTALS = query("users.totals", "Count all users and the active ones")
            .request("users/none")
            .reply(200, "users/totals")
            .requires("*")
            .fails();

    /**
     * Notes that the person of an address is active now, and tells which user that is. For the nodes of the service
     * themselves, like {@link #COUNTS}; a query, since nobody's data changes.
     */
    public static final Operation SEEN = query("users.seen", "Note that a person is active")
            .request("users/email")
            .reply(200, "users/seen")
            .requires("*")
            .fails();

    /** All that clients may call, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(UPSERT, LOOKUP, LIST, GET, PATCH, DELETE, EXPORT);

    private Users() {}
}
