package ai.levqor.budgets;

import static ai.levqor.bus.Code.NOT_FOUND;
import static ai.levqor.bus.Operation.command;
import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operations of budgets and costs. People who are no admins see their own: what their jobs cost, and may cost. */
public final class Budgets {
    /** Makes or replaces the budget of a name; what was spent in the period before counts. */
    public static final Operation PUT = command("budgets.put", "Create or replace a budget")
            .put("/api/v1/budgets/{name}")
            .request("budgets/put")
            .reply(200, "budgets/budget")
            .requires("budgets:write")
            .fails();

    /** Budgets and how much of them is spent, by name. */
    public static final Operation LIST = query("budgets.list", "List budgets and what is spent of them")
            .get("/api/v1/budgets")
            .request("budgets/list")
            .reply(200, "budgets/page")
            .requires("budgets:read")
            .fails();

    /** One budget and how much of it is spent. */
    public static final Operation GET = query("budgets.get", "Get a budget and what is spent of it")
            .get("/api/v1/budgets/{name}")
            .request("budgets/name")
            .reply(200, "budgets/budget")
            .requires("budgets:read")
            .fails(NOT_FOUND);

    /** Removes a budget; jobs that wait for it go on. */
    public static final Operation DELETE = command("budgets.delete", "Delete a budget")
            .delete("/api/v1/budgets/{name}")
            .request("budgets/name")
            .reply(200, "ok")
            .requires("budgets:write")
            .fails(NOT_FOUND);

    /** What was spent, summed up. */
    public static final Operation COSTS = query("budgets.costs", "Report costs by day, workflow, key or function")
            .get("/api/v1/costs")
            .request("budgets/costs-of")
            .reply(200, "budgets/costs")
            .requires("budgets:read")
            .fails(NOT_FOUND);

    /** What each call of a job cost. */
    public static final Operation JOB = query("budgets.job", "List what the calls of a job cost")
            .get("/api/v1/jobs/{job_id}/costs")
            .request("budgets/job-of")
            .reply(200, "budgets/job")
            .requires("budgets:read")
            .fails(NOT_FOUND);

    /** All of them, in the order of the documents. */
    public static final List<Operation> OPERATIONS = List.of(PUT, LIST, GET, DELETE, COSTS, JOB);

    private Budgets() {}
}
