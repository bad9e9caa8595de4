package ai.levqor.referrals;

import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of referrals. */
public final class Referrals {
    /** Stores where a person came from; whoever signs people in calls it with what their link had. */
    public static final Operation TRACK = command("referrals.track", "Track where a person came from")
            .post("/api/v1/referrals/track")
            .request("referrals/track")
            .reply(201, "referrals/tracked")
            .or(200, "duplicate")
            .requires("referrals:write")
            .fails(NOT_FOUND);

    /** Referrals, newest first. */
    public static final Operation LIST = query("referrals.list", "List referrals, newest first")
            .get("/api/v1/referrals")
            .request("referrals/list")
            .reply(200, "referrals/page")
            .requires("referrals:read")
            .fails();

    /** Counts referrals by source. For the nodes of the service themselves: it has no route and is in no document. */
    public static final Operation SOURCES = query("referrals.sources", "Count referrals by source")
            .request("referrals/span")
            .reply(200, "referrals/sources")
            .requires("*")
            .fails();

    /** All that clients may call, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(TRACK, LIST);

    private Referrals() {}
}
