package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code levqor validate} notices what is broken behind the HTTP server: a table, a column, the audit trail. */
class ValidateBrokenIT {
    /** What goes away, and which operations fail by themselves then. */
    private static final Map<String, List<String>> BLAMED = Map.ofEntries(
            Map.entry("accounts", List.of("auth.invite", "auth.accounts")),
            Map.entry("audit_segments", List.of("audit.list", "audit.verify")),
            Map.entry("billing_customers", List.of("billing.customer", "billing.usage")),
            Map.entry("billing_events", List.of("billing.events", "billing.replay")),
            Map.entry("billing_invoices", List.of("billing.invoices")),
            Map.entry("callback_deliveries", List.of("callbacks.log", "callbacks.replay")),
            Map.entry("callback_endpoints", List.of("callbacks.endpoints", "callbacks.enable")),
            Map.entry("connector_credentials", List.of("connectors.put_credential", "connectors.call")),
            Map.entry("connector_flows", List.of("connectors.finish")),
            Map.entry("email_contents", List.of("email.send", "auth.invite", "summary.send")),
            Map.entry("email_usage", List.of("email.usage")),
            Map.entry("job_activity", List.of("activity.log", "activity.progress")),
            Map.entry("node_runs", List.of("ops.nodes")),
            Map.entry("referrals", List.of("referrals.track", "referrals.list")),
            Map.entry("schedules", List.of("jobs.schedule", "jobs.unschedule")),
            Map.entry("sessions", List.of("auth.disable", "auth.delete", "users.export")),
            Map.entry("sign_in_links", List.of("auth.magic_link", "auth.code")),
            Map.entry("users", List.of("users.upsert")),
            Map.entry("workflow_steps", List.of("workflows.step", "workflows.steps", "workflows.rerun")));

    @Test
    void isRedWithoutAnyOneTable() throws Exception {
        try (ServerProcess server = Launch.node().start();
                Connection database = database(server)) {
            for (Map.Entry<String, List<String>> entry : BLAMED.entrySet()) {
                String table = entry.getKey();
                execute(database, "alter table " + table + " rename to gone");
                Set<String> blamed = blamed(server);
                execute(database, "alter table gone rename to " + table);
                assertTrue(blamed.containsAll(entry.getValue()), () -> "without " + table + ": " + blamed);
            }
            assertEquals(Set.of(), blamed(server), "all is back");
        }
    }

    @Test
    void isRedWithoutAColumn() throws Exception {
        try (ServerProcess server = Launch.node().start();
                Connection database = database(server)) {
            execute(database, "alter table users rename column locale to gone");
            assertTrue(blamed(server).contains("users.upsert"));
        }
    }

    @Test
    void isRedWhereTheAuditTrailWasTamperedWith() throws Exception {
        try (ServerProcess server = Launch.node().start();
                Connection database = database(server)) {
            assertEquals(Set.of(), blamed(server));
            execute(database, "drop trigger audit_segments_no_update");
            execute(database, "update audit_segments set first_at = first_at + 1 where first_seq = 1");
            assertEquals(Set.of("audit.verify"), blamed(server));
        }
    }

    private static Connection database(ServerProcess server) throws SQLException {
        Connection database =
                DriverManager.getConnection("jdbc:sqlite:" + server.data().resolve("levqor.db"));
        execute(database, "pragma busy_timeout = 10000");
        return database;
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Set<String> blamed(ServerProcess server) {
        return ValidateIT.blamed(ValidateIT.validate(server.client().base()));
    }
}
