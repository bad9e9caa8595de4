package ai.levqor.jobs;

import static ai.levqor.bus.Code.BUDGET_EXCEEDED;
import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.IDEMPOTENCY_MISMATCH;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the queue. */
public final class Jobs {
    /** Takes a job; it is durable when the answer arrives. */
    public static final Operation SUBMIT = command("jobs.submit", "Submit a job")
            .post("/api/v1/intake")
            .request("jobs/submit")
            .reply(202, "jobs/accepted")
            .requires("jobs:write")
            .fails(IDEMPOTENCY_MISMATCH, BUDGET_EXCEEDED);

    /** Takes many jobs at once, all or none, as one batch. */
    public static final Operation SUBMIT_MANY = command("jobs.submit_many", "Submit many jobs as one batch")
            .post("/api/v1/jobs/bulk")
            .request("jobs/submit-many")
            .reply(202, "jobs/accepted-many")
            .requires("jobs:write")
            .fails(IDEMPOTENCY_MISMATCH, BUDGET_EXCEEDED);

    /** Where a job stands, in the short form that clients poll. */
    public static final Operation STATUS = query("jobs.status", "Get a job's status and result")
            .get("/api/v1/status/{job_id}")
            .request("jobs/id")
            .reply(200, "jobs/status")
            .fails(NOT_FOUND);

    /** Everything about one job, and why it is not running. */
    public static final Operation GET = query("jobs.get", "Get a job in full, and why it is not running")
            .get("/api/v1/jobs/{job_id}")
            .request("jobs/id")
            .reply(200, "jobs/job")
            .requires("jobs:read")
            .fails(NOT_FOUND);

    /** Jobs, newest first, by filter and cursor. */
    public static final Operation LIST = query("jobs.list", "List jobs, newest first")
            .get("/api/v1/jobs")
            .request("jobs/list")
            .reply(200, "jobs/page")
            .requires("jobs:read")
            .fails();

    /** What happened to a job, in order. */
    public static final Operation EVENTS = query("jobs.events", "List what happened to a job")
            .get("/api/v1/jobs/{job_id}/events")
            .request("jobs/events-of")
            .reply(200, "jobs/events")
            .requires("jobs:read")
            .fails(NOT_FOUND);

    /** How far a batch is. */
    public static final Operation BATCH = query("jobs.batch", "Get a batch's progress")
            .get("/api/v1/batches/{batch_id}")
            .request("jobs/batch-id")
            .reply(200, "jobs/batch")
            .requires("jobs:read")
            .fails(NOT_FOUND);

    /** Ends a job that waits or runs; a late result of it is dropped. */
    public static final Operation CANCEL = command("jobs.cancel", "Cancel a job that waits or runs")
            .post("/api/v1/jobs/{job_id}/cancel")
            .request("jobs/id")
            .reply(200, "jobs/status")
            .requires("jobs:write")
            .fails(NOT_FOUND, CONFLICT);

    /** Queues a failed or cancelled job again, with all its attempts before it. */
    public static final Operation RETRY = command("jobs.retry", "Run a failed or cancelled job again")
            .post("/api/v1/jobs/{job_id}/retry")
            .request("jobs/id")
            .reply(202, "jobs/status")
            .requires("jobs:write")
            .fails(NOT_FOUND, CONFLICT);

    /** Queues failed jobs again by filter, a bounded number a call; the same call again goes on. */
    public static final Operation RETRY_MANY = command("jobs.retry_many", "Run failed jobs again, by filter")
            .post("/api/v1/jobs/retry")
            .request("jobs/retry-many")
            .reply(200, "jobs/retried")
            .subject("workflow")
            .requires("jobs:write")
            .fails();

    /** Ends a job with a result that the caller gives, to try callbacks and clients. */
    public static final Operation COMPLETE = command("jobs.complete", "End a job with a given result (development)")
            .post("/api/v1/_dev/complete/{job_id}")
            .request("jobs/complete")
            .reply(200, "ok")
            .requires("jobs:write")
            .developmentOnly()
            .fails(NOT_FOUND, CONFLICT);

    /** The workflows that have jobs, limits or a pause, and who serves them. */
    public static final Operation QUEUES = query("jobs.queues", "List workflows with their backlog, limits and pauses")
            .get("/api/v1/queues")
            .request("jobs/queues-list")
            .reply(200, "jobs/queues")
            .requires("jobs:read")
            .fails();

    /** How many jobs wait and run, and how many nodes run them. */
    public static final Operation LOAD = query("jobs.load", "Get how much waits and runs")
            .get("/api/v1/load")
            .request("jobs/none")
            .reply(200, "jobs/load")
            .requires("jobs:read")
            .fails();

    /** How many jobs were submitted since a time. */
    public static final Operation COUNT = query("jobs.count", "Count the jobs submitted since a time")
            .get("/api/v1/jobs/count")
            .request("jobs/since")
            .reply(200, "jobs/count")
            .requires("jobs:read")
            .fails();

    /** Counts jobs by state and workflow. For the nodes of the service: it has no route and is in no document. */
    public static final Operation TOTALS = query("jobs.totals", "Count jobs by state and workflow")
            .request("jobs/span")
            .reply(200, "jobs/totals")
            .requires("*")
            .fails();

    /** Starts no further job of a workflow; what runs goes on. */
    public static final Operation PAUSE = command("jobs.pause", "Pause a workflow")
            .post("/api/v1/queues/{workflow}/pause")
            .request("jobs/workflow")
            .reply(200, "jobs/queue")
            .requires("jobs:admin")
            .fails();

    /** Starts a paused workflow's jobs again. */
    public static final Operation RESUME = command("jobs.resume", "Resume a workflow")
            .post("/api/v1/queues/{workflow}/resume")
            .request("jobs/workflow")
            .reply(200, "jobs/queue")
            .requires("jobs:admin")
            .fails();

    /** Sets how many jobs of a workflow run at once and how many start in a period, over all nodes. */
    public static final Operation LIMIT = command("jobs.limit", "Set a workflow's concurrency and rate limits")
            .put("/api/v1/queues/{workflow}/limits")
            .request("jobs/limits")
            .reply(200, "jobs/queue")
            .requires("jobs:admin")
            .fails();

    /** All schedules. */
    public static final Operation SCHEDULES = query("jobs.schedules", "List schedules")
            .get("/api/v1/schedules")
            .request("jobs/schedules-list")
            .reply(200, "jobs/schedules")
            .requires("jobs:read")
            .fails();

    /** Makes or replaces the schedule of a name: a job for each time that a cron expression names. */
    public static final Operation SCHEDULE = command("jobs.schedule", "Create or replace a schedule")
            .put("/api/v1/schedules/{name}")
            .request("jobs/schedule")
            .reply(200, "jobs/scheduled")
            .requires("jobs:write")
            .fails();

    /** Removes a schedule; jobs that it made stay. */
    public static final Operation UNSCHEDULE = command("jobs.unschedule", "Delete a schedule")
            .delete("/api/v1/schedules/{name}")
            .request("jobs/schedule-name")
            .reply(200, "ok")
            .requires("jobs:write")
            .fails(NOT_FOUND);

    /** Whose a job or a batch is. For the nodes of the service themselves: it has no route and is in no document. */
    public static final Operation OWNER = query("jobs.owner", "Tell whose a job or a batch is")
            .request("jobs/owned")
            .reply(200, "jobs/owner")
            .requires("*")
            .fails(NOT_FOUND);

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(
            SUBMIT,
            SUBMIT_MANY,
            STATUS,
            GET,
            LIST,
            EVENTS,
            BATCH,
            CANCEL,
            RETRY,
            RETRY_MANY,
            COMPLETE,
            QUEUES,
            LOAD,
            COUNT,
            PAUSE,
            RESUME,
            LIMIT,
            SCHEDULES,
            SCHEDULE,
            UNSCHEDULE);

    private Jobs() {}
}
