package ai.levqor.audit;

import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations on the audit trail. */
public final class Audit {
    /** Who did what, newest first. */
    public static final Operation LIST = query("audit.list", "List the calls that wrote something, newest first")
            .get("/api/v1/audit")
            .request("audit/filter")
            .reply(200, "audit/page")
            .requires("audit:read")
            .fails();

    /** Walks over every row and names the first that is not as it was written. */
    public static final Operation VERIFY = query(
                    "audit.verify", "Check that no row of the audit trail was tampered with")
            .get("/api/v1/audit/verify")
            .request("audit/none")
            .reply(200, "audit/verification")
            .requires("audit:read")
            .fails();

    /** How much of the last 24 hours has its row. */
    public static final Operation COVERAGE = query("audit.coverage", "Get the share of writes that have an audit row")
            .get("/api/v1/audit/coverage")
            .request("audit/none")
            .reply(200, "audit/coverage")
            .requires("audit:read")
            .fails();

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(LIST, VERIFY, COVERAGE);

    private Audit() {}
}
