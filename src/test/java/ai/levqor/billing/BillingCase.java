package ai.levqor.billing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.Eventually;
import ai.levqor.OnDatabase;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Schemas;
import ai.levqor.email.Email;
import ai.levqor.email.EmailVerticle;
import ai.levqor.jobs.JobsVerticle;
import ai.levqor.keys.Keys;
import ai.levqor.keys.KeysVerticle;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node with billing and what it calls, a stub of Stripe, and a clock that the test moves. */
@SuppressWarnings("NullAway.Init") // set up before each test
abstract class BillingCase implements OnDatabase {
    static final String SECRET = "whsec_stub_4f1a9c";
    static final String NEXT_SECRET = "whsec_stub_8e2b7d";
    static final String PRO = "price_pro_1";
    static final String ENTERPRISE = "price_ent_1";

    @TempDir
    Path dir;

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
    final Schemas schemas = new Schemas();
    final StripeStub stripe = new StripeStub();
    TestKernel node;
    private DatabaseUrl url;

    @BeforeEach
    void startNode() throws Exception {
        url = database(dir);
        start(Map.of(
                "LEVQOR_STRIPE_SECRET_KEY",
                StripeStub.KEY,
                "LEVQOR_STRIPE_WEBHOOK_SECRET",
                SECRET + "," + NEXT_SECRET,
                "LEVQOR_STRIPE_URL",
                stripe.url(),
                "LEVQOR_BILLING_PRICE_PRO",
                PRO,
                "LEVQOR_BILLING_PRICE_ENTERPRISE",
                ENTERPRISE,
                "LEVQOR_BILLING_RETURN_URL",
                "https://shop.example.com/account"));
    }

    /** The node again, with other settings. */
    void start(Map<String, String> settings) throws Exception {
        if (node != null) {
            node.close();
        }
        Map<String, String> env = new HashMap<>(settings);
        env.put("LEVQOR_JOBS_POLL_INTERVAL", "20ms");
        env.put("LEVQOR_JOBS_BACKOFF_BASE", "1ms");
        node = TestKernel.start(url, clock, schemas, env);
        node.deploy(new KeysVerticle(node.kernel()));
        node.deploy(new EmailVerticle(node.kernel()));
        node.deploy(new BillingVerticle(node.kernel()));
        node.deploy(new JobsVerticle(node.kernel()));
    }

    @AfterEach
    void close() {
        node.close();
        stripe.close();
    }

    /** What the operation answers; it fits the schema. */
    JsonObject call(Operation operation, JsonObject input) throws Exception {
        JsonObject answer = node.call(operation, input);
        schemas.check(operation.reply(), answer);
        return answer;
    }

    Failure failure(Operation operation, JsonObject input) {
        return assertThrows(Failure.class, () -> node.call(operation, input));
    }

    static JsonObject user(String id) {
        return new JsonObject().put("user_id", id);
    }

    JsonObject checkout(String user) throws Exception {
        return call(Billing.CHECKOUT, checkoutOf(user, PRO));
    }

    static JsonObject checkoutOf(String user, String price) {
        return user(user).put("price_id", price).put("email", user + "@example.com");
    }

    JsonObject customer(String user) throws Exception {
        return call(Billing.CUSTOMER, user(user));
    }

    /** A key of the user; answers its id. */
    String key(String user) throws Exception {
        var input = new JsonObject().put("name", "k").put("scopes", new JsonArray().add("jobs:read"));
        return call(Keys.CREATE, input.put("user_id", user)).getString("key_id");
    }

    String planOfKey(String keyId) throws Exception {
        return call(Keys.GET, new JsonObject().put("key_id", keyId)).getString("plan");
    }

    JsonObject subscription(String id, String user, String status, String price) {
        var item = new JsonObject().put("price", new JsonObject().put("id", price));
        var subscription = new JsonObject()
                .put("id", id)
                .put("object", "subscription")
                .put("customer", "cus_" + user)
                .put("status", status)
                .put("created", now())
                .put("current_period_end", now() + 2_592_000)
                .put("cancel_at_period_end", false)
                .put("metadata", new JsonObject().put("user_id", user))
                .put("items", new JsonObject().put("data", new JsonArray().add(item)));
        stripe.put(subscription);
        return subscription;
    }

    JsonObject invoice(String id, String user, String subscription, String status) {
        var invoice = new JsonObject()
                .put("id", id)
                .put("object", "invoice")
                .put("number", "N-" + id)
                .put("customer", "cus_" + user)
                .put("subscription", subscription)
                .put("status", status)
                .put("currency", "eur")
                .put("amount_due", 1900)
                .put("amount_paid", status.equals("paid") ? 1900 : 0)
                .put("attempt_count", 1)
                .put("hosted_invoice_url", null)
                .put("created", now());
        stripe.put(invoice);
        return invoice;
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    JsonObject event(String id, String type, JsonObject object) {
        return event(id, type, object, now());
    }

    static JsonObject event(String id, String type, JsonObject object, long created) {
        return new JsonObject()
                .put("id", id)
                .put("object", "event")
                .put("type", type)
                .put("created", created)
                .put("livemode", false)
                .put("data", new JsonObject().put("object", object));
    }

    String signature(String body) {
        return new StripeSignature(List.of(SECRET), clock).header(body);
    }

    /** Sends an event as Stripe would. */
    JsonObject send(JsonObject event) throws Exception {
        return webhook(event.encode(), signature(event.encode()));
    }

    JsonObject webhook(String body, String signature) throws Exception {
        var input = new JsonObject().put("body", body).put("signature", signature);
        return TestKernel.get(node.kernel().bus().call(Billing.WEBHOOK, input, Caller.ANONYMOUS));
    }

    void handled() throws Exception {
        Eventually.await(
                "all events are handled",
                Duration.ofMinutes(2),
                () -> events("waiting").isEmpty());
    }

    List<JsonObject> events(String state) throws Exception {
        var input = new JsonObject().put("limit", 200);
        if (!state.isEmpty()) {
            input.put("state", state);
        }
        return call(Billing.EVENTS, input).getJsonArray("events").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    /** The subjects of the mails, the oldest first. */
    List<String> mails() throws Exception {
        return call(Email.LIST, new JsonObject().put("limit", 200)).getJsonArray("emails").stream()
                .map(mail -> ((JsonObject) mail).getString("subject"))
                .toList()
                .reversed();
    }
}
