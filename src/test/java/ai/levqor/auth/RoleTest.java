package ai.levqor.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the roles reach. An operation that somebody who is no admin may call has to be known here: as one that shows and
 * changes the caller's own alone, or as one about what is everybody's.
 */
class RoleTest {
    /** Guarded or filtered by the caller; what has a job or a batch in its path is guarded by the edge. */
    private static final Set<String> OWN = Set.of(
            "activity.stream_all",
            "budgets.costs",
            "budgets.get",
            "budgets.list",
            "callbacks.endpoints",
            "connectors.authorize",
            "connectors.credentials",
            "connectors.delete_credential",
            "connectors.put_credential",
            "email.cancel",
            "email.get",
            "email.list",
            "email.send",
            "email.usage",
            "jobs.list",
            "jobs.retry_many",
            "jobs.schedule",
            "jobs.schedules",
            "jobs.submit",
            "jobs.submit_many",
            "jobs.unschedule");

    /** Workflows and connectors belong to all, and how full the queue is concerns all. */
    private static final Set<String> EVERYBODYS = Set.of(
            "ai.chat",
            "connectors.call",
            "connectors.list",
            "connectors.validate",
            "jobs.count",
            "jobs.load",
            "jobs.queues",
            "workflows.create",
            "workflows.delete",
            "workflows.diagram",
            "workflows.get",
            "workflows.list",
            "workflows.validate",
            "workflows.versions");

    private static Set<String> reach(Role role) {
        var caller = new Caller(Auth.ACCOUNT + "1", Set.copyOf(role.scopes()), "", "");
        return Catalog.operations().stream()
                .filter(operation -> operation.scope() != null && caller.may(operation.scope()))
                .filter(operation -> operation.pathParameters().stream()
                        .noneMatch(name -> name.equals("job_id") || name.equals("batch_id")))
                .map(Operation::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void editorsReachTheirOwnAndWhatIsEverybodys() {
        var known = new TreeSet<>(OWN);
        known.addAll(EVERYBODYS);
        assertEquals(known, reach(Role.EDITOR));
        assertTrue(reach(Role.EDITOR).containsAll(reach(Role.VIEWER)));
    }

    @Test
    void viewersChangeNothing() {
        List<String> changing = Catalog.operations().stream()
                .filter(operation -> operation.scope() != null
                        && Role.VIEWER.scopes().contains(operation.scope())
                        && operation.writes())
                .map(Operation::name)
                .toList();
        assertEquals(List.of(), changing);
    }

    @Test
    void everyScopeOpensSomething() {
        Set<String> needed = Catalog.operations().stream()
                .map(operation -> String.valueOf(operation.scope()))
                .collect(Collectors.toSet());
        for (Role role : List.of(Role.EDITOR, Role.VIEWER)) {
            assertTrue(needed.containsAll(role.scopes()), role + " has a scope that no operation needs");
        }
    }
}
