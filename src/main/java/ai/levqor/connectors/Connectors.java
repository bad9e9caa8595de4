package ai.levqor.connectors;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Code.OUTCOME_UNKNOWN;
import static ai.levqor.bus.Code.PROVIDER_FAILED;
import static ai.levqor.bus.Code.PROVIDER_REFUSED;
import static ai.levqor.bus.Code.RATE_LIMITED;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the connectors. */
public final class Connectors {
    /** Does one action of a connector. */
    public static final Operation CALL = command("connectors.call", "Call an action of a connector")
            .post("/api/v1/connect/{name}")
            .request("connectors/call")
            .reply(200, "connectors/called")
            .requires("connectors:call")
            .fails(NOT_FOUND, PROVIDER_REFUSED, PROVIDER_FAILED, OUTCOME_UNKNOWN, RATE_LIMITED);

    /** What can be called. */
    public static final Operation LIST = query("connectors.list", "List connectors and their actions")
            .get("/api/v1/connectors")
            .request("connectors/none")
            .reply(200, "connectors/connectors")
            .requires("connectors:read")
            .fails();

    /** Checks a manifest. */
    public static final Operation VALIDATE = query("connectors.validate", "Validate a connector's manifest")
            .post("/api/v1/connectors/validate")
            .request("connectors/source")
            .reply(200, "connectors/validation")
            .requires("connectors:read")
            .fails();

    /** Stores credentials, encrypted; no operation answers them. They belong to the caller. */
    public static final Operation PUT_CREDENTIAL = command(
                    "connectors.put_credential", "Store credentials under a name")
            .put("/api/v1/connectors/{name}/credentials/{credential}")
            .request("connectors/put-credential")
            .reply(200, "connectors/credential")
            .requires("connectors:write")
            .fails(NOT_FOUND, CONFLICT);

    /** Which credentials are stored that the caller may call with. */
    public static final Operation CREDENTIALS = query("connectors.credentials", "List the names of stored credentials")
            .get("/api/v1/connectors/credentials")
            .request("connectors/none")
            .reply(200, "connectors/credentials")
            .requires("connectors:read")
            .fails();

    /** Forgets credentials. */
    public static final Operation DELETE_CREDENTIAL = command(
                    "connectors.delete_credential", "Delete stored credentials")
            .delete("/api/v1/connectors/{name}/credentials/{credential}")
            .request("connectors/credential-id")
            .reply(200, "connectors/deleted")
            .requires("connectors:write")
            .fails(NOT_FOUND);

    /** Encrypts all stored credentials anew, under a new key. */
    public static final Operation ROTATE = command("connectors.rotate", "Rotate the key of stored credentials")
            .post("/api/v1/connectors/credentials/rotate")
            .request("connectors/none")
            .reply(200, "connectors/rotated")
            .requires("connectors:admin")
            .fails();

    /** Begins to connect an account by OAuth; the answer's URL is for a browser. */
    public static final Operation AUTHORIZE = command("connectors.authorize", "Begin to connect an account by OAuth")
            .post("/api/v1/connectors/{name}/credentials/{credential}/authorize")
            .request("connectors/credential-id")
            .reply(200, "connectors/authorization")
            .requires("connectors:write")
            .answersSecret()
            .fails(NOT_FOUND, CONFLICT);

    /**
     * Where the provider sends the person back to. For everybody, because a browser comes without a key: the state,
     * which only the answer of {@link #AUTHORIZE} has and which is good once, proves whose it is.
     */
    public static final Operation FINISH = command("connectors.finish", "Finish to connect an account by OAuth")
            .get("/api/v1/connectors/callback")
            .request("connectors/callback")
            .reply(200, "connectors/credential")
            .subject("connector", "name")
            .fails(NOT_FOUND, CONFLICT, PROVIDER_REFUSED, PROVIDER_FAILED);

    /** All that clients may call, for the routes and the documents. */
    public static final List<Operation> OPERATIONS =
            List.of(CALL, LIST, VALIDATE, PUT_CREDENTIAL, CREDENTIALS, DELETE_CREDENTIAL, ROTATE, AUTHORIZE, FINISH);

    private Connectors() {}
}
