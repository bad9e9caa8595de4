package ai.levqor.callbacks;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the signed callbacks. */
public final class Callbacks {
    /** The deliveries of a job and every attempt at them. */
    public static final Operation LOG = query("callbacks.log", "List a job's callback deliveries and their attempts")
            .get("/api/v1/jobs/{job_id}/callbacks")
            .request("callbacks/job-id")
            .reply(200, "callbacks/log")
            .requires("callbacks:read")
            .fails(NOT_FOUND);

    /** Sends a job's callback again, with the same message id. */
    public static final Operation REPLAY = command("callbacks.replay", "Send a job's callback again")
            .post("/api/v1/jobs/{job_id}/callbacks/replay")
            .request("callbacks/job-id")
            .reply(202, "callbacks/delivery")
            .requires("callbacks:write")
            .fails(NOT_FOUND, CONFLICT);

    /** The secrets that sign now; receivers verify with any of them. */
    public static final Operation SECRETS = query("callbacks.secrets", "Get the signing secrets in force")
            .get("/api/v1/callbacks/secrets")
            .request("callbacks/none")
            .reply(200, "callbacks/secrets")
            .requires("callbacks:admin")
            .fails();

    /** Makes a new signing secret; the old one signs beside it until its overlap ends. */
    public static final Operation ROTATE = command("callbacks.rotate", "Rotate the signing secret")
            .post("/api/v1/callbacks/secrets/rotate")
            .request("callbacks/none")
            .reply(200, "callbacks/secrets")
            .requires("callbacks:admin")
            .answersSecret()
            .fails();

    /** The addresses that were called, with their health. */
    public static final Operation ENDPOINTS = query("callbacks.endpoints", "List callback endpoints and their health")
            .get("/api/v1/callbacks/endpoints")
            .request("callbacks/endpoints-list")
            .reply(200, "callbacks/endpoints")
            .requires("callbacks:read")
            .fails();

    /** Lets a disabled endpoint receive again; its waiting deliveries go out. */
    public static final Operation ENABLE = command("callbacks.enable", "Enable a disabled callback endpoint")
            .post("/api/v1/callbacks/endpoints/enable")
            .request("callbacks/endpoint")
            .reply(200, "callbacks/endpoint-health")
            .subject("origin")
            .requires("callbacks:admin")
            .fails(NOT_FOUND);

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(LOG, REPLAY, SECRETS, ROTATE, ENDPOINTS, ENABLE);

    private Callbacks() {}
}
