package ai.levqor.activity;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations that show what happens with jobs. */
public final class Activity {
    /** Everything that happens to a job from its beginning, or from an event on, until it has ended. */
    public static final Operation STREAM = query("activity.stream", "Follow a job live")
            .get("/api/v1/jobs/{job_id}/stream")
            .request("activity/job")
            .reply(200, "activity/events")
            .requires("jobs:read")
            .streams()
            .fails(NOT_FOUND);

    /** The states that jobs come into, from now on or from an event on. */
    public static final Operation STREAM_ALL = query("activity.stream_all", "Follow all jobs live")
            .get("/api/v1/jobs/stream")
            .request("activity/jobs")
            .reply(200, "activity/events")
            .requires("jobs:read")
            .streams()
            .fails();

    /** The lines that a job's worker and the engine wrote, oldest first. */
    public static final Operation LOGS = query("activity.logs", "List a job's log lines")
            .get("/api/v1/jobs/{job_id}/logs")
            .request("activity/logs")
            .reply(200, "activity/lines")
            .requires("jobs:read")
            .fails(NOT_FOUND);

    /** Adds lines to the log of a job that runs. */
    public static final Operation LOG = command("activity.log", "Add lines to a running job's log")
            .post("/api/v1/jobs/{job_id}/logs")
            .request("activity/log")
            .reply(200, "activity/logged")
            .requires("jobs:write")
            .fails(CONFLICT);

    /** Says how far a job that runs is. */
    public static final Operation PROGRESS = command("activity.progress", "Report a running job's progress")
            .post("/api/v1/jobs/{job_id}/progress")
            .request("activity/progress")
            .reply(200, "ok")
            .requires("jobs:write")
            .fails(CONFLICT);

    /** All of them, in the order of the documents. */
    public static final List<Operation> OPERATIONS = List.of(STREAM, STREAM_ALL, LOGS, LOG, PROGRESS);

    private Activity() {}
}
