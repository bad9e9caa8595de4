package ai.levqor.analytics;

import static ai.levqor.bus.Operation.query;

import ai.levqor.bus.Operation;
import java.util.List;

/** The operation of the report. */
public final class Analytics {
    /** Users, referrals, jobs, cost and plans of some days. */
    public static final Operation GET = query("analytics.get", "Report users, growth, referrals, jobs, cost and plans")
            .get("/admin/analytics")
            .request("analytics/filter")
            .reply(200, "analytics/report")
            .requires("admin:read")
            .fails();

    /** All of them, for the routes and the documents. */
    public static final List<Operation> OPERATIONS = List.of(GET);

    private Analytics() {}
}
