package ai.levqor.summary;

import static ai.levqor.bus.Code.IDEMPOTENCY_MISMATCH;
import static ai.levqor.bus.Code.RATE_LIMITED;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the summaries. */
public final class Summary {
    /** The figures, and the mail that tells them. */
    public static final Operation GET = query("summary.get", "Get the summary of the last day or week")
            .get("/api/v1/summary")
            .request("summary/period")
            .reply(200, "summary/summary")
            .requires("summary:read")
            .fails();

    /** Mails it now, however often it was mailed before. */
    public static final Operation SEND = command("summary.send", "Mail the summary of the last day or week")
            .post("/api/v1/summary/send")
            .request("summary/send")
            .reply(202, "summary/sent")
            .requires("summary:write")
            .fails(RATE_LIMITED, IDEMPOTENCY_MISMATCH);

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(GET, SEND);

    private Summary() {}
}
