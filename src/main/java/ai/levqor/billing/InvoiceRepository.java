package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The table of the invoices. Its methods block a virtual thread of Vert.x. */
final class InvoiceRepository {
    private static final Sql VERSION = Sql.of("select version from billing_invoices where invoice_id = #{id}");

    private static final Sql INSERT = Sql.of("""
            insert into billing_invoices (invoice_id, customer_id, subscription_id, number, status, currency, amount_due,
                amount_paid, amount_refunded, page_url, created_at, version)
            values (#{id}, #{customer}, #{subscription}, #{number}, #{status}, #{currency}, #{due}, #{paid}, 0, #{page},
                #{created}, 1)
            on conflict (invoice_id) do nothing
            returning version
            """);

    private static final Sql UPDATE = Sql.of("""
            update billing_invoices set number = #{number}, status = #{status}, amount_due = #{due},
                amount_paid = #{paid}, page_url = #{page}, version = version + 1
            where invoice_id = #{id} and version = #{version}
            returning version
            """);

    // What was given back only grows, so the order of the answers does not count.
    private static final Sql REFUND = Sql.of("""
            update billing_invoices set amount_refunded = #{refunded}
            where invoice_id = #{id} and amount_refunded < #{refunded}
            """);

    private static final Sql FIND =
            Sql.of("select " + Invoice.COLUMNS + " from billing_invoices where invoice_id = #{id}");

    private static final Sql LIST = Sql.of("select " + Invoice.COLUMNS + """
             from billing_invoices
            where customer_id in (
                    select customer_id from billing_customers where user_id = #{user} and customer_id is not null
                    union select customer_id from billing_subscriptions where user_id = #{user})
                and (created_at < #{before} or (created_at = #{before} and invoice_id < #{id}))
            order by created_at desc, invoice_id desc limit #{limit}
            """);

    private final Database database;

    InvoiceRepository(Database database) {
        this.database = database;
    }

    /** How often the invoice was stored; 0 for never. */
    long version(String id) {
        var rows = await(database.query(VERSION, Params.of("id", id)));
        return rows.size() == 0 ? 0 : rows.iterator().next().getLong("version");
    }

    /** Stores what Stripe answered; false, and nothing is stored, when another answer was stored since. */
    boolean save(Invoice invoice, long version) {
        var row = Params.of("id", invoice.id())
                .and("number", invoice.number())
                .and("status", invoice.status())
                .and("due", invoice.amountDue())
                .and("paid", invoice.amountPaid())
                .and("page", invoice.pageUrl());
        if (version > 0) {
            return await(database.update(UPDATE, row.and("version", version))).size() == 1;
        }
        row.and("customer", invoice.customerId())
                .and("subscription", invoice.subscriptionId())
                .and("currency", invoice.currency())
                .and("created", invoice.createdAt());
        return await(database.update(INSERT, row)).size() == 1;
    }

    void refund(String id, long refunded) {
        await(database.update(REFUND, Params.of("id", id).and("refunded", refunded)));
    }

    Optional<Invoice> find(String id) {
        return list(FIND, Params.of("id", id)).stream().findFirst();
    }

    /** The user's invoices before one of this time and id, newest first. */
    List<Invoice> list(String userId, long before, String id, int limit) {
        return list(
                LIST,
                Params.of("user", userId).and("before", before).and("id", id).and("limit", limit));
    }

    private List<Invoice> list(Sql sql, Params params) {
        return StreamSupport.stream(await(database.query(sql, params)).spliterator(), false)
                .map(Invoice::of)
                .toList();
    }
}
