package ai.levqor.auth;

import static ai.levqor.bus.Operation.command;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.levqor.TestKernel;
import ai.levqor.bus.Operation;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Where a new person came from, kept until it is handed on, the same on both databases. */
abstract class ReferralContract extends AuthCase {
    @Test
    void aReferralIsHandedOnOnceAndKeptUntilThen() throws Exception {
        callAs(
                from("203.0.113.7"),
                Auth.MAGIC_LINK,
                ask(ANN).put("utm_source", "news").put("utm_campaign", "spring"));
        byLink(mail().token());
        String kept = TestKernel.get(
                        node.kernel().database().query(Sql.of("select referral from accounts"), Params.NONE))
                .iterator()
                .next()
                .getString("referral");
        assertEquals("news", new JsonObject(kept).getString("utm_source"));

        callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(ANN).put("utm_source", "later"));
        byLink(mail().token());
        String still = TestKernel.get(
                        node.kernel().database().query(Sql.of("select referral from accounts"), Params.NONE))
                .iterator()
                .next()
                .getString("referral");
        assertEquals(kept, still, "the first counts");
    }

    @Test
    void aReferralReachesWhoeverKeepsThem() throws Exception {
        Operation track = command("referrals.track", "Track")
                .request("auth/magic-link")
                .reply(200, "ok")
                .fails();
        var accounts = new AccountRepository(node.kernel().database());
        var referrals = new Referrals(node.kernel().bus(), name -> Optional.of(track), accounts);
        callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(ANN).put("ref", "bob"));
        byLink(mail().token());
        Account ann = TestKernel.get(accounts.find(ANN)).orElseThrow();

        TestKernel.get(referrals.deliver(ann));
        assertEquals(
                "{\"ref\":\"bob\"}",
                TestKernel.get(accounts.find(ANN)).orElseThrow().referral(),
                "nobody is there");

        var taken = new LinkedBlockingQueue<JsonObject>();
        TestKernel.get(node.vertx()
                .eventBus()
                .<JsonObject>consumer(track.name(), message -> {
                    taken.add(message.body());
                    message.reply(new JsonObject().put("ok", true));
                })
                .completion());
        TestKernel.get(referrals.deliver(ann));
        assertEquals(new JsonObject().put("ref", "bob").put("email", ANN), taken.take());
        assertNull(TestKernel.get(accounts.find(ANN)).orElseThrow().referral());
    }
}
