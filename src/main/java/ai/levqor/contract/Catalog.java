package ai.levqor.contract;

import ai.levqor.activity.Activity;
import ai.levqor.ai.Ai;
import ai.levqor.analytics.Analytics;
import ai.levqor.audit.Audit;
import ai.levqor.auth.Auth;
import ai.levqor.billing.Billing;
import ai.levqor.budgets.Budgets;
import ai.levqor.bus.Operation;
import ai.levqor.callbacks.Callbacks;
import ai.levqor.connectors.Connectors;
import ai.levqor.email.Email;
import ai.levqor.jobs.Jobs;
import ai.levqor.keys.Keys;
import ai.levqor.ops.Ops;
import ai.levqor.referrals.Referrals;
import ai.levqor.summary.Summary;
import ai.levqor.users.Users;
import ai.levqor.workflows.Events;
import ai.levqor.workflows.Workflows;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All operations of all actors. */
public final class Catalog {
    /** The actors in the order of the documents; a new one joins by its line here. */
    private static final List<Actor> ACTORS = List.of(
            new Actor("jobs", "Durable jobs: submit, follow, limit and schedule them.", Jobs.OPERATIONS),
            new Actor("activity", "What happens with jobs: live streams, progress and log lines.", Activity.OPERATIONS),
            new Actor(
                    "callbacks",
                    "Signed callbacks about ended jobs: their deliveries, secrets and endpoints.",
                    Callbacks.OPERATIONS),
            new Actor("keys", "API keys: make, list, rotate and revoke them.", Keys.OPERATIONS),
            new Actor(
                    "billing", "Plans and payments: subscriptions, invoices and Stripe's webhook.", Billing.OPERATIONS),
            new Actor(
                    "workflows",
                    "Durable workflows in the Serverless Workflow DSL: their versions, runs, steps and events.",
                    Workflows.OPERATIONS),
            new Actor("events", "Events for whoever waits for them.", Events.OPERATIONS),
            new Actor(
                    "budgets",
                    "Budgets in money for keys and workflows, and reports of what was spent.",
                    Budgets.OPERATIONS),
            new Actor(
                    "connectors",
                    "Connectors: other services' APIs, the credentials for them, and how accounts are connected.",
                    Connectors.OPERATIONS),
            new Actor("email", "Mails: queue, follow and cancel them; what a plan allows.", Email.OPERATIONS),
            new Actor("ai", "The AI provider: chats.", Ai.OPERATIONS),
            new Actor(
                    "auth",
                    "Accounts and sessions: sign in by a mailed link or code, see and end sessions, manage accounts.",
                    Auth.OPERATIONS),
            new Actor("users", "Users: profiles of people, and all that is kept about one of them.", Users.OPERATIONS),
            new Actor("referrals", "Referrals: where people came from.", Referrals.OPERATIONS),
            new Actor("analytics", "The report for those who run the service.", Analytics.OPERATIONS),
            new Actor("audit", "The tamper-evident trail of every call that writes.", Audit.OPERATIONS),
            new Actor("ops", "What operators ask: health, uptime, the queue's figures and the nodes.", Ops.OPERATIONS),
            new Actor("summary", "Summaries of a day or a week, by mail.", Summary.OPERATIONS));

    private static final Map<String, Operation> BY_NAME =
            unique(ACTORS.stream().flatMap(actor -> actor.operations().stream()).toList());

    private Catalog() {}

    /** The actors with their operations. */
    public static List<Actor> actors() {
        return ACTORS;
    }

    /** The operations, actor by actor, each in the order of its declaration. */
    public static List<Operation> operations() {
        return List.copyOf(BY_NAME.values());
    }

    /** The operation with this name, such as {@code jobs.submit}. */
    public static Optional<Operation> operation(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Refuses two operations with one name, or with one method and path once parameters are taken as equal. */
    static Map<String, Operation> unique(List<Operation> operations) {
        Map<String, Operation> names = new LinkedHashMap<>();
        Map<String, Operation> routes = new LinkedHashMap<>();
        for (Operation operation : operations) {
            if (names.put(operation.name(), operation) != null) {
                throw new IllegalStateException("Two operations are named " + operation.name() + ".");
            }
            String route = operation.method() + " " + operation.path().replaceAll("\\{[^}]*}", "{}");
            Operation rival = routes.put(route, operation);
            if (rival != null) {
                throw new IllegalStateException(
                        rival.name() + " and " + operation.name() + " are both reached by " + route + ".");
            }
        }
        return Collections.unmodifiableMap(names);
    }

    /** A verticle's operations under the name that their addresses begin with. */
    public record Actor(String name, String summary, List<Operation> operations) {}
}
