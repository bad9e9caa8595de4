package ai.levqor.keys;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the stored API keys. */
public final class Keys {
    /** Makes a key; its text is in this answer and nowhere else. */
    public static final Operation CREATE = command("keys.create", "Create an API key")
            .post("/api/v1/keys")
            .request("keys/create")
            .reply(201, "keys/created")
            .requires("keys:write")
            .answersSecret()
            .fails();

    /** The keys, newest first. */
    public static final Operation LIST = query("keys.list", "List API keys, newest first")
            .get("/api/v1/keys")
            .request("keys/list")
            .reply(200, "keys/page")
            .requires("keys:read")
            .fails();

    /** One key. */
    public static final Operation GET = query("keys.get", "Get an API key")
            .get("/api/v1/keys/{key_id}")
            .request("keys/id")
            .reply(200, "keys/key")
            .requires("keys:read")
            .fails(NOT_FOUND);

    /** Makes the key that follows another; that one stays valid for the overlap. */
    public static final Operation ROTATE = command("keys.rotate", "Replace an API key, with an overlap")
            .post("/api/v1/keys/{key_id}/rotate")
            .request("keys/rotate")
            .reply(201, "keys/created")
            .requires("keys:write")
            .answersSecret()
            .fails(NOT_FOUND, CONFLICT);

    /** Ends a key at once; a second time changes nothing. */
    public static final Operation REVOKE = command("keys.revoke", "Revoke an API key")
            .post("/api/v1/keys/{key_id}/revoke")
            .request("keys/id")
            .reply(200, "keys/key")
            .requires("keys:write")
            .fails(NOT_FOUND);

    /** Who has the key of a hash. For the nodes of the service themselves: it has no route and is in no document. */
    public static final Operation RESOLVE = query("keys.resolve", "Tell who has a key")
            .request("keys/hash")
            .reply(200, "keys/resolved")
            .requires("*")
            .fails();

    /** How many keys each plan has. For the nodes of the service themselves: it has no route and is in no document. */
    public static final Operation PLANS = query("keys.plans", "Count valid keys by plan")
            .request("keys/none")
            .reply(200, "keys/plans")
            .requires("*")
            .fails();

    /** Gives the keys of a user a plan. For billing: it has no route and is in no document. */
    public static final Operation PLAN = command("keys.plan", "Give the keys of a user a plan")
            .request("keys/plan")
            .reply(200, "keys/planned")
            .requires("*")
            .fails();

    /** What keys a user has. For billing: it has no route and is in no document. */
    public static final Operation OF_USER = query("keys.of_user", "Count the keys of a user")
            .request("keys/user")
            .reply(200, "keys/of-user")
            .requires("*")
            .fails();

    /** Published when a key was made, replaced or revoked: what is remembered of keys no longer counts. */
    public static final String CHANGED = "keys.changed";

    /** All that clients may call, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(CREATE, LIST, GET, ROTATE, REVOKE);

    private Keys() {}
}
