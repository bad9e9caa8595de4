package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Optional;

/** The table of the customers. Its methods block a virtual thread of Vert.x. */
final class CustomerRepository {
    private static final Sql PUT = Sql.of("""
            insert into billing_customers (user_id, email, plan, version, told, created_at, updated_at)
            values (#{user}, #{email}, 'free', 0, 0, #{now}, #{now})
            on conflict (user_id) do update set email = excluded.email, updated_at = excluded.updated_at
            returning
            """ + " " + Customer.COLUMNS);

    private static final Sql ENSURE = Sql.of("""
            insert into billing_customers (user_id, email, plan, version, told, created_at, updated_at)
            values (#{user}, #{email}, 'free', 0, 0, #{now}, #{now})
            on conflict (user_id) do update set email = excluded.email
            where billing_customers.email = '' and excluded.email <> ''
            """);

    private static final Sql FIND =
            Sql.of("select " + Customer.COLUMNS + " from billing_customers where user_id = #{user}");

    private static final Sql FIND_CUSTOMER =
            Sql.of("select " + Customer.COLUMNS + " from billing_customers where customer_id = #{customer}");

    // A user who was linked stays with the first customer: a second one has subscriptions of its own, which name the user.
    private static final Sql LINK = Sql.of("""
            update billing_customers set customer_id = #{customer}, updated_at = #{now}
            where user_id = #{user} and customer_id is null
                and not exists (select 1 from billing_customers other where other.customer_id = #{customer})
            """);

    private static final Sql CHANGE = Sql.of("""
            update billing_customers set plan = #{plan}, version = version + 1, updated_at = #{now}
            where user_id = #{user} and version = #{version} and plan <> #{plan}
            returning
            """ + " " + Customer.COLUMNS);

    private static final Sql TOLD = Sql.of("""
            update billing_customers set told = #{version} where user_id = #{user} and told < #{version}
            """);

    private final Database database;

    CustomerRepository(Database database) {
        this.database = database;
    }

    /** The user with this e-mail, stored where there was none. */
    Customer put(String userId, String email, long now) {
        var params = Params.of("user", userId).and("email", email).and("now", now);
        return Customer.of(await(database.update(PUT, params)).iterator().next());
    }

    /** Stores the user where there was none; an e-mail that is known stays. */
    void ensure(String userId, String email, long now) {
        await(database.update(
                ENSURE, Params.of("user", userId).and("email", email).and("now", now)));
    }

    Optional<Customer> find(String userId) {
        return first(await(database.query(FIND, Params.of("user", userId))));
    }

    Optional<Customer> findCustomer(String customerId) {
        return first(await(database.query(FIND_CUSTOMER, Params.of("customer", customerId))));
    }

    void link(String userId, String customerId, long now) {
        await(database.update(
                LINK, Params.of("user", userId).and("customer", customerId).and("now", now)));
    }

    /** Changes the plan of {@code customer}, unless somebody changed it since it was read; empty then. */
    Optional<Customer> change(Customer customer, String plan, long now) {
        var params = Params.of("user", customer.userId())
                .and("version", customer.version())
                .and("plan", plan)
                .and("now", now);
        return first(await(database.update(CHANGE, params)));
    }

    /** The user was told about this version. */
    void told(String userId, long version) {
        await(database.update(TOLD, Params.of("user", userId).and("version", version)));
    }

    private static Optional<Customer> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(Customer.of(rows.iterator().next()));
    }
}
