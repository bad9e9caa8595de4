package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.people.Person;
import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Rows;
import ai.levqor.sql.Session;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Tells and forgets what is kept of a payer. Whose subscription goes on stays until it has ended: the provider would take
 * money from somebody whom nobody here knows. Invoices stay, because the law wants books kept; they name amounts and the
 * provider's id of the customer, and their page, which names the person, is struck out.
 */
final class PayerData {
    static final String PAYS =
            "The person has a subscription that goes on; end it first, on the page of billing.portal or at Stripe.";

    private static final Sql CUSTOMERS = Sql.of("""
            select user_id, email, customer_id, plan, created_at from billing_customers
            where user_id = #{user} or lower(email) = #{email} order by created_at, user_id
            """);

    private static final Sql SUBSCRIPTIONS = Sql.of("select " + Standing.COLUMNS + """
             from billing_subscriptions
            where user_id in (select payer.id from ${rows payer(id text)})
                or customer_id in (select customer.id from ${rows customer(id text)})
            order by created_at, subscription_id
            """);

    private static final Sql INVOICES = Sql.of("select " + Invoice.COLUMNS + """
             from billing_invoices where customer_id in (select customer.id from ${rows customer(id text)})
            order by created_at, invoice_id
            """);

    /** An event is whatever the provider sent; the ids of its customers are unlike any other text. */
    private static final Sql EVENTS = Sql.of("select " + Event.COLUMNS + """
             from billing_events where exists (
                select 1 from ${rows mark(text text)} where lower(billing_events.event) like mark.text escape '!')
            order by received_at, event_id
            """);

    private static final Sql DELETE_EVENTS = Sql.of("""
            delete from billing_events where exists (
                select 1 from ${rows mark(text text)} where lower(billing_events.event) like mark.text escape '!')
            """);

    private static final Sql DELETE_STAND_IN = Sql.of("""
            delete from billing_stand_in where exists (
                select 1 from ${rows mark(text text)} where lower(billing_stand_in.object) like mark.text escape '!')
            """);

    private static final Sql STRIKE = Sql.of("""
            update billing_invoices set page_url = null
            where customer_id in (select customer.id from ${rows customer(id text)})
            """);

    private static final Sql DELETE_SUBSCRIPTIONS = Sql.of("""
            delete from billing_subscriptions where subscription_id in (select old.id from ${rows old(id text)})
            """);

    private static final Sql DELETE_CUSTOMERS =
            Sql.of("delete from billing_customers where user_id in (select payer.id from ${rows payer(id text)})");

    private final Database database;

    PayerData(Database database) {
        this.database = database;
    }

    /** Nobody signs in here; a subscription that goes on holds the person. */
    Reply identify(Person person) {
        var holds = new JsonArray();
        if (find(person).pays()) {
            holds.add(PAYS);
        }
        return () -> new JsonObject().put("callers", new JsonArray()).put("holds", holds);
    }

    Reply export(Person person) {
        Payer payer = find(person);
        var data = new JsonArray();
        payer.customers.forEach(row -> data.add(new JsonObject()
                .put("user_id", row.getString("user_id"))
                .put("email", row.getString("email"))
                .put("customer_id", row.getString("customer_id"))
                .put("plan", row.getString("plan"))
                .put("created_at", row.getLong("created_at") / 1000)));
        payer.subscriptions.forEach(one -> data.add(new JsonObject()
                .put("subscription_id", one.subscriptionId())
                .put("status", one.status())
                .put("price_id", one.priceId())
                .put("current_period_end", Invoice.seconds(one.periodEnd()))
                .put("cancel_at_period_end", one.cancels())));
        await(database.query(INVOICES, Params.of("customer", ids(payer.customerIds))))
                .forEach(row -> data.add(Invoice.of(row).json()));
        await(database.query(EVENTS, Params.of("mark", payer.marks())))
                .forEach(row -> data.add(new JsonObject().put("event", new JsonObject(row.getString("event")))));
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(Person person) {
        Payer payer = find(person);
        if (payer.pays()) {
            throw new Failure(Code.CONFLICT, PAYS);
        }
        int events = await(database.transaction(session -> forget(session, payer)));
        int forgotten = payer.customers.size() + payer.subscriptions.size() + events;
        return () -> new JsonObject().put("forgotten", forgotten);
    }

    private static Future<Integer> forget(Session session, Payer payer) {
        var old = new Rows();
        payer.subscriptions.forEach(one -> old.add(one.subscriptionId()));
        return session.run(STRIKE, Params.of("customer", ids(payer.customerIds)))
                .compose(none -> session.run(DELETE_STAND_IN, Params.of("mark", payer.marks())))
                .compose(none -> session.run(DELETE_SUBSCRIPTIONS, Params.of("old", old)))
                .compose(none -> session.run(DELETE_CUSTOMERS, Params.of("payer", ids(payer.userIds))))
                .compose(none -> session.run(DELETE_EVENTS, Params.of("mark", payer.marks())))
                .map(RowSet::rowCount);
    }

    private Payer find(Person person) {
        List<Row> customers = new ArrayList<>();
        var userIds = new TreeSet<String>(List.of(person.userId()));
        var customerIds = new TreeSet<String>();
        await(database.query(CUSTOMERS, Params.of("user", person.userId()).and("email", person.email())))
                .forEach(row -> {
                    customers.add(row);
                    userIds.add(row.getString("user_id"));
                    if (row.getString("customer_id") != null) {
                        customerIds.add(row.getString("customer_id"));
                    }
                });
        List<Standing> subscriptions = new ArrayList<>();
        await(database.query(SUBSCRIPTIONS, Params.of("payer", ids(userIds)).and("customer", ids(customerIds))))
                .forEach(row -> {
                    Standing standing = Standing.of(row);
                    subscriptions.add(standing);
                    customerIds.add(standing.customerId());
                });
        return new Payer(person.email(), userIds, customerIds, customers, subscriptions);
    }

    private static Rows ids(Iterable<String> ids) {
        var rows = new Rows();
        ids.forEach(rows::add);
        return rows;
    }

    /** What is known of somebody who pays. */
    private record Payer(
            String email,
            TreeSet<String> userIds,
            TreeSet<String> customerIds,
            List<Row> customers,
            List<Standing> subscriptions) {
        boolean pays() {
            return subscriptions.stream().anyMatch(Standing::goesOn);
        }

        /**
         * By what the person is found in the provider's objects: quoted, so that no id is the beginning of another. Ids of
         * users are not among them: callers choose them, and they may be any word.
         */
        Rows marks() {
            var marks = new Rows();
            var texts = new TreeSet<>(customerIds);
            texts.add(email);
            texts.forEach(
                    text -> marks.add("%\"" + text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "\"%"));
            return marks;
        }
    }
}
