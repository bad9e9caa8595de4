package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.sql.Database;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The table of the subscriptions. Its methods block a virtual thread of Vert.x. */
final class SubscriptionRepository {
    private static final Sql FIND =
            Sql.of("select " + Standing.COLUMNS + " from billing_subscriptions where subscription_id = #{id}");

    private static final Sql OF_USER = Sql.of("select " + Standing.COLUMNS
            + " from billing_subscriptions where user_id = #{user} order by created_at desc, subscription_id desc");

    private static final Sql OF_CUSTOMER =
            Sql.of("select " + Standing.COLUMNS + " from billing_subscriptions where customer_id = #{customer}");

    private static final Sql INSERT = Sql.of("""
            insert into billing_subscriptions (subscription_id, customer_id, user_id, status, price_id, period_end,
                cancels, grace_until, created_at, seen, version)
            values (#{id}, #{customer}, #{user}, #{status}, #{price}, #{end}, #{cancels}, #{grace}, #{created}, #{seen}, 1)
            on conflict (subscription_id) do nothing
            returning version
            """);

    private static final Sql UPDATE = Sql.of("""
            update billing_subscriptions set customer_id = #{customer}, user_id = #{user}, status = #{status},
                price_id = #{price}, period_end = #{end}, cancels = #{cancels}, grace_until = #{grace}, seen = #{seen},
                version = version + 1
            where subscription_id = #{id} and version = #{version}
            returning version
            """);

    private final Database database;

    SubscriptionRepository(Database database) {
        this.database = database;
    }

    Optional<Standing> find(String id) {
        return list(FIND, Params.of("id", id)).stream().findFirst();
    }

    /** The user's subscriptions, newest first, ended ones too. */
    List<Standing> ofUser(String userId) {
        return list(OF_USER, Params.of("user", userId));
    }

    List<Standing> ofCustomer(String customerId) {
        return list(OF_CUSTOMER, Params.of("customer", customerId));
    }

    /**
     * Stores what Stripe answered; false, and nothing is stored, when another answer was stored since {@code known} was
     * read.
     */
    boolean save(Subscription now, @Nullable String user, @Nullable Long grace, long seen, @Nullable Standing known) {
        var row = Params.of("id", now.id())
                .and("customer", now.customerId())
                .and("user", user)
                .and("status", now.status())
                .and("price", now.priceId())
                .and("end", now.periodEnd())
                .and("cancels", now.cancels() ? 1 : 0)
                .and("grace", grace)
                .and("seen", seen);
        return known == null
                ? await(database.update(INSERT, row.and("created", now.createdAt())))
                                .size()
                        == 1
                : await(database.update(UPDATE, row.and("version", known.version())))
                                .size()
                        == 1;
    }

    private List<Standing> list(Sql sql, Params params) {
        return StreamSupport.stream(await(database.query(sql, params)).spliterator(), false)
                .map(Standing::of)
                .toList();
    }
}
