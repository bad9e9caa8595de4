package ai.levqor.email;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.IDEMPOTENCY_MISMATCH;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Code.RATE_LIMITED;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the mails. Who lacks {@code email:admin} sees the mails of their own key only. */
public final class Email {
    /** Queues a mail; it is stored when the answer comes. */
    public static final Operation SEND = command("email.send", "Queue a mail")
            .post("/api/email")
            .request("email/send")
            .reply(202, "email/queued")
            .requires("email:write")
            .fails(RATE_LIMITED, IDEMPOTENCY_MISMATCH);

    /** The mails, newest first. */
    public static final Operation LIST = query("email.list", "List mails, newest first")
            .get("/api/email")
            .request("email/list")
            .reply(200, "email/page")
            .requires("email:read")
            .fails();

    /** How many mails of everybody there are in each state. */
    public static final Operation COUNTS = query("email.counts", "Count mails by status")
            .get("/api/email/counts")
            .request("email/none")
            .reply(200, "email/counts")
            .requires("email:admin")
            .fails();

    /** How many files are kept with mails. For the nodes of the service: it has no route and is in no document. */
    public static final Operation FILES = query("email.files", "Count the files that are kept with mails")
            .request("email/none")
            .reply(200, "email/files")
            .requires("*")
            .fails();

    /** A mail with its content and every attempt. */
    public static final Operation GET = query("email.get", "Get a mail with its content and its attempts")
            .get("/api/email/{email_id}")
            .request("email/id")
            .reply(200, "email/email")
            .requires("email:read")
            .fails(NOT_FOUND);

    /** Takes a mail back that no attempt is under way for. */
    public static final Operation CANCEL = command("email.cancel", "Cancel a queued mail")
            .post("/api/email/{email_id}/cancel")
            .request("email/id")
            .reply(200, "email/queued")
            .requires("email:write")
            .fails(NOT_FOUND, CONFLICT);

    /** What the caller used of its plan. */
    public static final Operation USAGE = query("email.usage", "Get usage and limits of the caller's plan")
            .get("/api/usage")
            .request("email/none")
            .reply(200, "email/usage")
            .requires("email:read")
            .fails();

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(SEND, LIST, COUNTS, GET, CANCEL, USAGE);

    private Email() {}
}
