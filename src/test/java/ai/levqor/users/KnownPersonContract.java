package ai.levqor.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.auth.Auth;
import ai.levqor.billing.Billing;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.connectors.Connectors;
import ai.levqor.email.Email;
import ai.levqor.jobs.Jobs;
import ai.levqor.keys.Keys;
import ai.levqor.people.PersonalData;
import ai.levqor.security.SessionToken;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Somebody who signs in, runs jobs, sends mail, holds a key and pays: told whole, and forgotten whole; on any database. */
abstract class KnownPersonContract extends UsersCase {
    /** All tables that may name a person, but the audit trail and the books. */
    private static final List<String> TABLES = List.of(
            "users",
            "referrals",
            "emails",
            "email_contents",
            "email_usage",
            "accounts",
            "sessions",
            "sign_in_links",
            "api_keys",
            "key_users",
            "jobs",
            "finished_jobs",
            "job_events",
            "job_keys",
            "batches",
            "schedules",
            "connector_credentials",
            "billing_customers",
            "billing_subscriptions",
            "billing_invoices",
            "billing_events",
            "billing_stand_in",
            "connector_credentials",
            "connector_flows");

    private JsonObject admin(String email) throws Exception {
        return enter(email).getJsonObject("account");
    }

    private JsonObject enter(String email) throws Exception {
        String link =
                call(Auth.CREATE_ADMIN, new JsonObject().put("email", email)).getString("link");
        var proof = new JsonObject().put("token", link.substring(link.indexOf("token=") + 6));
        var browser = new Caller("anonymous", Set.of("*"), "r-1", "203.0.113.77", "Her browser", "", 0);
        return TestKernel.get(node().kernel().bus().call(Auth.LINK, proof, browser));
    }

    private JsonObject callAs(JsonObject account, Operation operation, JsonObject input) throws Exception {
        var caller = new Caller("account:" + account.getString("id"), Set.of("*"), "r-2", "203.0.113.77");
        return TestKernel.get(node().kernel().bus().call(operation, input, caller));
    }

    /** A key of hers, whose program submitted a job that waits, one that was cancelled, and a mail. */
    private String program(JsonObject user) throws Exception {
        var key = json("{'name':'annas key','scopes':['jobs:read']}").put("user_id", user.getString("id"));
        String keyId = call(Keys.CREATE, key).getString("key_id");
        String submit = "{'workflow':'nobody.serves','payload':{'by':'by annas program'}}";
        callByKey(keyId, Jobs.SUBMIT, json(submit));
        JsonObject ended = callByKey(keyId, Jobs.SUBMIT, json(submit));
        call(Jobs.CANCEL, new JsonObject().put("job_id", ended.getString("job_id")));
        callByKey(keyId, Jobs.SUBMIT_MANY, new JsonObject().put("jobs", new JsonArray().add(json(submit))));
        callByKey(keyId, Email.SEND, json("{'to':'bob@example.com','subject':'hers','text':'by annas program'}"));
        return keyId;
    }

    private JsonObject callByKey(String keyId, Operation operation, JsonObject input) throws Exception {
        var caller = new Caller(keyId, Set.of("*"), "r-3", "203.0.113.78");
        return TestKernel.get(node().kernel().bus().call(operation, input, caller));
    }

    private void pay(JsonObject user) throws Exception {
        var checkout = new JsonObject()
                .put("user_id", user.getString("id"))
                .put("email", "Ann@example.com")
                .put("price_id", "price_stand_in_pro");
        act(call(Billing.CHECKOUT, checkout).getString("sessionId"), "pay");
        planBecomes(user, "pro");
    }

    private void end(JsonObject user) throws Exception {
        String page = call(Billing.PORTAL, id(user)).getString("url");
        act(page.substring(page.lastIndexOf('/') + 1), "cancel");
        planBecomes(user, "free");
    }

    private void planBecomes(JsonObject user, String plan) throws Exception {
        Eventually.await("all events are worked on", () -> {
            var waiting = new JsonObject().put("state", "waiting");
            return call(Billing.EVENTS, waiting).getJsonArray("events").isEmpty()
                    && plan.equals(call(Billing.CUSTOMER, id(user)).getString("plan"));
        });
    }

    private void act(String page, String action) throws Exception {
        node().call(Billing.STAND_IN_ACT, new JsonObject().put("id", page).put("action", action));
    }

    private static String encoded(JsonObject export, String part) {
        return export.getJsonObject("data").getJsonArray(part).encode();
    }

    @Test
    void isToldAndForgottenWhole() throws Exception {
        admin("root@example.com");
        JsonObject ann = user("{'email':'ann@example.com','name':'Ann Lee'}");
        JsonObject account = admin("ann@example.com");
        callAs(account, Jobs.SUBMIT, json("{'workflow':'nobody.serves','payload':{'secret':'annas'}}"));
        callAs(
                account,
                Jobs.SCHEDULE,
                json("{'name':'nightly','cron':'0 3 * * *','workflow':'noop','payload':{'of':'annas'}}"));
        callAs(account, Email.SEND, json("{'to':'bob@example.com','subject':'hers','text':'from ann'}"));
        String keyId = program(ann);
        callAs(
                account,
                Connectors.PUT_CREDENTIAL,
                json("{'name':'slack','credential':'hers','credentials':{'token':'xoxb-SECRET-hers'}}"));
        call(
                Connectors.PUT_CREDENTIAL,
                json("{'name':'slack','credential':'ours','credentials':{'token':'xoxb-SECRET-ours'}}"));
        callByKey("other", Jobs.SUBMIT, json("{'workflow':'nobody.serves','payload':{'by':'another key'}}"));
        pay(ann);

        JsonObject told = call(Users.EXPORT, id(ann));
        assertTrue(encoded(told, "auth").contains("Her browser"), "sessions");
        assertTrue(encoded(told, "auth").contains("sign_in_requests"), "links");
        assertTrue(
                encoded(told, "jobs").contains("annas") && encoded(told, "jobs").contains("nightly"), "jobs");
        assertTrue(encoded(told, "jobs").contains("by annas program"), "jobs of her key");
        assertFalse(encoded(told, "jobs").contains("another key"), "not those of others");
        assertTrue(encoded(told, "email").contains("from ann"), "mails that she sent");
        assertTrue(encoded(told, "keys").contains(keyId), "keys");
        assertFalse(encoded(told, "keys").contains("hash"), "no secrets");
        assertTrue(encoded(told, "connectors").contains("hers"), "stored credentials");
        assertFalse(encoded(told, "connectors").contains("SECRET"), "no secrets");
        assertFalse(encoded(told, "connectors").contains("ours"), "not another's");
        for (String one : List.of("customer_id", "subscription_id", "invoice_id", "\"event\"")) {
            assertTrue(encoded(told, "billing").contains(one), one);
        }
        Eventually.await(
                "the trail has what she did",
                () -> encoded(call(Users.EXPORT, id(ann)), "audit").contains("jobs.schedule"));

        Failure held = failure(Users.DELETE, id(ann));
        assertEquals(Code.CONFLICT, held.code());
        assertTrue(String.valueOf(held.getMessage()).contains("subscription"), held.getMessage());
        assertEquals(
                told.getJsonObject("data").getJsonArray("auth"),
                call(Users.EXPORT, id(ann)).getJsonObject("data").getJsonArray("auth"));

        end(ann);
        JsonObject forgotten = call(Users.DELETE, id(ann)).getJsonObject("forgotten");
        for (String part : Contributors.ACTORS) {
            assertTrue(part.equals("referrals") || forgotten.getInteger(part) > 0, part + ": " + forgotten);
        }
        String left = everything();
        for (String gone : List.of("ann@", "ann lee", "annas", "from ann", keyId)) {
            assertFalse(left.contains(gone), gone + " is left in " + left);
        }
        assertFalse(left.contains(ann.getString("id")), left);
        assertFalse(left.contains(account.getString("id")), left);
        assertTrue(left.contains("root@example.com"), "the other admin stays");
        assertTrue(left.contains("ours"), "another's credentials stay");
        assertTrue(left.contains("another key"), "another key's jobs stay");
        assertTrue(left.contains("in_standin"), "the books stay: " + left);
        assertThrows(Failure.class, () -> callAs(account, Auth.SESSION, new JsonObject()));
    }

    @Test
    void aDeletionThatBrokeOffAnywhereIsCompletedByAnother() throws Exception {
        admin("root@example.com");
        for (String broken : Contributors.ACTORS) {
            JsonObject ann = user("{'email':'ann@example.com','name':'Ann Lee'}");
            JsonObject account = admin("ann@example.com");
            callAs(account, Jobs.SUBMIT, json("{'workflow':'nobody.serves','payload':{'secret':'annas'}}"));
            callAs(
                    account,
                    Connectors.PUT_CREDENTIAL,
                    json("{'name':'slack','credential':'hers','credentials':{'token':'xoxb-SECRET-hers'}}"));
            String keyId = program(ann);
            Handler<DeliveryContext<Object>> fault = sending -> {
                if (sending.message()
                        .address()
                        .equals(PersonalData.forget(broken).name())) {
                    sending.message().fail(500, "broken");
                } else {
                    sending.next();
                }
            };
            node().vertx().eventBus().addOutboundInterceptor(fault);
            assertEquals(Code.INTERNAL_ERROR, failure(Users.DELETE, id(ann)).code(), broken);
            node().vertx().eventBus().removeOutboundInterceptor(fault);
            assertEquals("Ann Lee", call(Users.GET, id(ann)).getString("name"), "nobody is told that it is done");
            call(Users.DELETE, id(ann));
            String left = everything();
            for (String gone :
                    List.of("ann@", "ann lee", "annas", keyId, account.getString("id"), ann.getString("id"))) {
                assertFalse(left.contains(gone), broken + ": " + gone + " is left in " + left);
            }
        }
    }

    @Test
    void theLastAdminStaysAndNothingGoes() throws Exception {
        JsonObject ann = user("{'email':'ann@example.com','name':'Ann Lee'}");
        admin("ann@example.com");
        call(Email.SEND, json("{'to':'ann@example.com','subject':'hello','text':'for ann'}"));
        Failure held = failure(Users.DELETE, id(ann));
        assertEquals(Code.CONFLICT, held.code());
        assertTrue(String.valueOf(held.getMessage()).contains("last admin"), held.getMessage());
        assertTrue(encoded(call(Users.EXPORT, id(ann)), "email").contains("for ann"), "nothing went");
        assertEquals("Ann Lee", call(Users.GET, id(ann)).getString("name"));
    }

    @Test
    void whoSignsInOrUsesASessionIsActive() throws Exception {
        JsonObject ann = user("{'email':'ann@example.com'}");
        clock.advance(Duration.ofDays(3));
        assertEquals(0, active());
        JsonObject entered = enter("ann@example.com");
        Eventually.await("the sign-in counts", () -> active() == 1);
        Eventually.await("the account is hers", () -> ann.getString("id").equals(userOf(entered)));
        clock.advance(Duration.ofDays(3));
        assertEquals(0, active());
        call(Auth.RESOLVE, new JsonObject().put("hash", SessionToken.hash(entered.getString("session"))));
        Eventually.await("the use of the session counts", () -> active() == 1);
        enter("stranger@example.com");
        assertEquals(1, active(), "who has no profile is no user");
    }

    private int active() throws Exception {
        long dayAgo = clock.millis() - Duration.ofDays(1).toMillis();
        var asked = new JsonObject()
                .put("days", new JsonArray().add(0).add(clock.millis()))
                .put("active_since", new JsonArray().add(dayAgo));
        return call(Users.COUNTS, asked).getJsonArray("active").getInteger(0);
    }

    private @Nullable String userOf(JsonObject entered) throws Exception {
        var account = new JsonObject()
                .put("account_id", entered.getJsonObject("account").getString("id"));
        return call(Auth.GET, account).getString("user_id");
    }

    private String everything() throws Exception {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            var all = TestKernel.get(node().kernel().database().query(Sql.of("select * from " + table), Params.NONE));
            all.forEach(row -> rows.add(table + " " + new JsonArray(values(row)).encode()));
        }
        return String.join("\n", rows).toLowerCase(Locale.ROOT);
    }

    private static List<String> values(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(String.valueOf(row.getValue(i)));
        }
        return values;
    }
}
