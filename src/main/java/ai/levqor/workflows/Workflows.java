package ai.levqor.workflows;

import static ai.levqor.bus.Code.CONFLICT;
import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of the workflows. */
public final class Workflows {
    /** Stores a definition; new jobs of its name run it. */
    public static final Operation CREATE = command("workflows.create", "Create a version of a workflow")
            .post("/api/v1/workflows")
            .request("workflows/source")
            .reply(201, "workflows/workflow")
            .subject("name", "version")
            .requires("workflows:write")
            .fails(CONFLICT);

    /** Says what is wrong with a definition, line by line, and stores nothing. */
    public static final Operation VALIDATE = query("workflows.validate", "Validate a definition")
            .post("/api/v1/workflows/validate")
            .request("workflows/source")
            .reply(200, "workflows/validation")
            .requires("workflows:read")
            .fails();

    /** The newest version of each workflow, by name. */
    public static final Operation LIST = query("workflows.list", "List workflows")
            .get("/api/v1/workflows")
            .request("workflows/list")
            .reply(200, "workflows/page")
            .requires("workflows:read")
            .fails();

    /** One version with its source; the newest unless one is asked for. */
    public static final Operation GET = query("workflows.get", "Get a workflow with its source")
            .get("/api/v1/workflows/{name}")
            .request("workflows/name")
            .reply(200, "workflows/source-of")
            .requires("workflows:read")
            .fails(NOT_FOUND);

    /** The versions of a workflow, newest first. */
    public static final Operation VERSIONS = query("workflows.versions", "List a workflow's versions, newest first")
            .get("/api/v1/workflows/{name}/versions")
            .request("workflows/only-name")
            .reply(200, "workflows/versions")
            .requires("workflows:read")
            .fails(NOT_FOUND);

    /** A picture of a workflow, as Mermaid text. */
    public static final Operation DIAGRAM = query("workflows.diagram", "Get a workflow's diagram as Mermaid")
            .get("/api/v1/workflows/{name}/diagram")
            .request("workflows/name")
            .reply(200, "workflows/diagram")
            .requires("workflows:read")
            .fails(NOT_FOUND);

    /** Removes a version that no job has used. */
    public static final Operation DELETE = command("workflows.delete", "Delete a version that no job has used")
            .delete("/api/v1/workflows/{name}/versions/{version}")
            .request("workflows/version")
            .reply(200, "ok")
            .requires("workflows:write")
            .fails(NOT_FOUND, CONFLICT);

    /** What each step of a job did. */
    public static final Operation STEPS = query("workflows.steps", "List what the steps of a job did")
            .get("/api/v1/jobs/{job_id}/steps")
            .request("workflows/steps-of")
            .reply(200, "workflows/steps")
            .requires("jobs:read")
            .fails(NOT_FOUND);

    /** One step with its values in full. */
    public static final Operation STEP = query("workflows.step", "Get a step of a job in full")
            .get("/api/v1/jobs/{job_id}/step")
            .request("workflows/step-of")
            .reply(200, "workflows/step")
            .requires("jobs:read")
            .fails(NOT_FOUND);

    /** The events that a job was sent, in the order in which they came. */
    public static final Operation RECEIVED = query("workflows.received", "List the events that a job was sent")
            .get("/api/v1/jobs/{job_id}/events/received")
            .request("workflows/received-of")
            .reply(200, "workflows/received")
            .requires("jobs:read")
            .fails(NOT_FOUND);

    /** Does a finished job once more from one of its steps on, as a new job. */
    public static final Operation RERUN = command("workflows.rerun", "Run a finished job again from a step")
            .post("/api/v1/jobs/{job_id}/rerun")
            .request("workflows/rerun")
            .reply(202, "workflows/rerun-taken")
            .requires("jobs:write")
            .fails(NOT_FOUND, CONFLICT);

    /** Sends an event to a job that listens, or will. */
    public static final Operation SIGNAL = command("workflows.signal", "Send an event to a job")
            .post("/api/v1/jobs/{job_id}/events")
            .request("workflows/event")
            .reply(202, "workflows/event-taken")
            .requires("jobs:write")
            .fails(NOT_FOUND, CONFLICT);

    /** Says yes to a job that waits for it. */
    public static final Operation APPROVE = command("workflows.approve", "Approve what a job waits for")
            .post("/api/v1/jobs/{job_id}/approve")
            .request("workflows/decision")
            .reply(202, "workflows/event-taken")
            .requires("jobs:write")
            .fails(NOT_FOUND, CONFLICT);

    /** Says no to it. */
    public static final Operation REJECT = command("workflows.reject", "Reject what a job waits for")
            .post("/api/v1/jobs/{job_id}/reject")
            .request("workflows/decision")
            .reply(202, "workflows/event-taken")
            .requires("jobs:write")
            .fails(NOT_FOUND, CONFLICT);

    /** All of them, in the order of the documents. */
    public static final List<Operation> OPERATIONS = List.of(
            CREATE, VALIDATE, LIST, GET, VERSIONS, DIAGRAM, DELETE, STEPS, STEP, RECEIVED, RERUN, SIGNAL, APPROVE,
            REJECT);

    private Workflows() {}
}
