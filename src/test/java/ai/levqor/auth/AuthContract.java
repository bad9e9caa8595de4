package ai.levqor.auth;

import static ai.levqor.bus.Operation.command;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.BrowserKey;
import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.security.SessionToken;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sign-in, sessions and accounts do, the same on both databases. */
abstract class AuthContract extends AuthCase {
    @Test
    void aLinkSignsInOnce() throws Exception {
        Mail mail = mail("  Ann@Example.COM ");
        assertEquals(ANN, mail.to());
        assertEquals("https://levqor.example", mail.base());

        JsonObject signedIn = byLink(mail.token());

        assertEquals(ANN, signedIn.getJsonObject("account").getString("email"));
        assertEquals("viewer", signedIn.getJsonObject("account").getString("role"));
        JsonObject holder = resolve(signedIn);
        assertEquals(accountId(signedIn), holder.getString("account_id"));
        assertEquals(
                List.of(
                        "budgets:read",
                        "callbacks:read",
                        "connectors:read",
                        "email:read",
                        "jobs:read",
                        "workflows:read"),
                holder.getJsonArray("scopes").getList());
        refused(Auth.LINK, link(mail.token()));
        refused(Auth.CODE, code(ANN, mail.code()));
        assertEquals(
                1,
                call(Auth.ACCOUNTS, new JsonObject()).getJsonArray("accounts").size());
    }

    @Test
    void aCodeSignsInOnceAndUsesUpItsLink() throws Exception {
        Mail mail = mail(ANN);
        JsonObject signedIn = callAs(from("203.0.113.7"), Auth.CODE, code("ANN@example.com", mail.code()));
        assertTrue(resolve(signedIn).getBoolean("known"));
        refused(Auth.CODE, code(ANN, mail.code()));
        refused(Auth.LINK, link(mail.token()));
    }

    @Test
    void aLinkSignsInTheBrowserThatAskedAndNoOther() throws Exception {
        Mail mail = mail(ANN);
        refused(Auth.LINK, new JsonObject().put("token", mail.token()));
        refused(Auth.LINK, link(mail.token()).put("browser", SessionToken.generate()));
        assertTrue(resolve(byLink(mail.token())).getBoolean("known"), "who had it elsewhere did not burn it");
    }

    @Test
    void aLinkEndsAfterItsTime() throws Exception {
        Mail mail = mail(ANN);
        clock.advance(Duration.ofMinutes(15));
        refused(Auth.LINK, link(mail.token()));
        refused(Auth.CODE, code(ANN, mail.code()));
    }

    @Test
    void alteredLinksAndCodesAreRefused() throws Exception {
        Mail mail = mail(ANN);
        String token = mail.token();
        String altered = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
        refused(Auth.LINK, link(altered));
        assertEquals(
                Code.INVALID_REQUEST,
                assertThrows(Failure.class, () -> node.call(Auth.LINK, link(token + "A")))
                        .code());
        refused(Auth.CODE, code(ANN, mail.wrongCode()));
        refused(Auth.CODE, code("bob@example.com", mail.code()));
        byLink(token);
    }

    @Test
    void aCodeIsWorthNothingInAnotherBrowser() throws Exception {
        Mail mail = mail(ANN);
        refused(Auth.CODE, code(ANN, mail.code()).put("browser", SessionToken.generate()));
        JsonObject none = code(ANN, mail.code());
        none.remove("browser");
        refused(Auth.CODE, none);
        callAs(from("203.0.113.7"), Auth.CODE, code(ANN, mail.code()));
    }

    @Test
    void aCodeMayBeTriedFiveTimes() throws Exception {
        Mail mail = mail(ANN);
        for (int i = 0; i < 5; i++) {
            refused(Auth.CODE, code(ANN, mail.wrongCode()));
        }
        refused(Auth.CODE, code(ANN, mail.code()));
        byLink(mail.token());
    }

    @Test
    void manyWrongCodesADayEndCodesButNotLinks() throws Exception {
        for (int i = 0; i < 6; i++) {
            Mail mail = mail(ANN);
            for (int n = 0; n < 5; n++) {
                refused(Auth.CODE, code(ANN, mail.wrongCode()));
            }
            clock.advance(Duration.ofMinutes(20));
        }
        Mail last = mail(ANN);
        refused(Auth.CODE, code(ANN, last.code()));
        byLink(last.token());
        clock.advance(Duration.ofDays(1));
        callAs(from("203.0.113.7"), Auth.CODE, code(ANN, mail(ANN).code()));
    }

    @Test
    void twoPostsOfOneLinkMakeOneSession() throws Exception {
        String token = mail(ANN).token();
        var both = new ArrayList<Future<JsonObject>>();
        for (int i = 0; i < 8; i++) {
            both.add(node.kernel().bus().call(Auth.LINK, link(token), Caller.SYSTEM));
        }
        int made = 0;
        String account = "";
        for (var one : both) {
            try {
                account = accountId(TestKernel.get(one));
                made++;
            } catch (Failure failure) {
                assertEquals(Code.UNAUTHORIZED, failure.code());
            }
        }
        assertEquals(1, made);
        assertEquals(
                1,
                callAs(account(account), Auth.SESSIONS, new JsonObject())
                        .getJsonArray("sessions")
                        .size());
    }

    @Test
    void requestsAreLimitedByAddressAndByMail() throws Exception {
        for (int i = 0; i < 5; i++) {
            mail(ANN);
        }
        Failure often = failure(from("198.51.100.9"), Auth.MAGIC_LINK, ask(ANN));
        assertEquals(Code.RATE_LIMITED, often.code());
        clock.advance(Duration.ofHours(1));
        mail(ANN);

        restart(Map.of("LEVQOR_AUTH_LINKS_PER_ADDRESS", "3"));
        clock.advance(Duration.ofHours(1));
        String[] network = {"2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:ffff::3"};
        for (int i = 0; i < 3; i++) {
            callAs(from(network[i]), Auth.MAGIC_LINK, ask("p" + i + "@example.com"));
        }
        assertEquals(
                Code.RATE_LIMITED,
                failure(from("2001:db8:0:1::9"), Auth.MAGIC_LINK, ask("p9@example.com"))
                        .code());
        callAs(from("2001:db8:0:2::1"), Auth.MAGIC_LINK, ask("p9@example.com"));
    }

    @Test
    void unknownAddressesAreTreatedAlike() throws Exception {
        restart(Map.of("LEVQOR_AUTH_SIGN_UP", "invited"));
        call(Auth.INVITE, new JsonObject().put("email", ANN));
        assertEquals(ANN, mails.take().getString("to"));

        assertEquals(new JsonObject().put("ok", true), ask("known", ANN));
        mail();
        long before = node.kernel().database().statements();
        ask("known", ANN);
        mail();
        long known = node.kernel().database().statements() - before;
        before = node.kernel().database().statements();
        assertEquals(new JsonObject().put("ok", true), ask("unknown", "eve@example.com"));
        long start = before;
        long whole = known + SignIn.COMMITS_OF_A_MAIL; // no mail is stored here, whose work this stands for
        Eventually.await("the same was done", () -> node.kernel().database().statements() - start >= whole);
        assertEquals(whole, node.kernel().database().statements() - before, "as much work for both");
        ask("known", ANN);
        assertEquals(ANN, mail().to(), "nobody unknown gets a mail");

        // Even who guesses right what was never sent.
        Rows rows = links("eve@example.com");
        assertEquals(1, rows.count());
        for (String code : List.of("123456", "000000")) {
            refused(Auth.CODE, code("eve@example.com", code));
        }
        int limit = 0;
        for (String email : List.of(ANN, "eve@example.com")) {
            while (true) {
                try {
                    callAs(from(""), Auth.MAGIC_LINK, ask(email));
                    limit++;
                } catch (Failure often) {
                    assertEquals(Code.RATE_LIMITED, often.code());
                    break;
                }
            }
        }
        assertEquals(2 + 4, limit, "the limit counts both the same");
    }

    private JsonObject ask(String why, String email) throws Exception {
        assertFalse(why.isEmpty());
        return callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(email));
    }

    private Rows links(String email) throws Exception {
        var rows = TestKernel.get(node.kernel()
                .database()
                .query(
                        Sql.of("select token_hash, code_hash, browser_hash from sign_in_links where email = #{email}"),
                        Params.of("email", email)));
        return new Rows(rows.size(), rows.iterator().next().toJson().encode());
    }

    private record Rows(int count, String text) {}

    @Test
    void onlyHashesAreStored() throws Exception {
        Mail mail = mail(ANN);
        String row = links(ANN).text();
        assertFalse(row.contains(mail.token()));
        assertFalse(row.contains(mail.code()));
        assertFalse(row.contains(browser));
        assertFalse(row.contains(SessionToken.hash(mail.code())));
        JsonObject signedIn = byLink(mail.token());
        String stored = TestKernel.get(
                        node.kernel().database().query(Sql.of("select token_hash from sessions"), Params.NONE))
                .iterator()
                .next()
                .getString("token_hash");
        assertEquals(SessionToken.hash(signedIn.getString("session")), stored);
    }

    @Test
    void whoWasNotInvitedGetsNoAccount() throws Exception {
        Mail mail = mail(ANN);
        restart(Map.of("LEVQOR_AUTH_SIGN_UP", "invited"));
        refused(Auth.LINK, link(mail.token()));
        assertEquals(
                0,
                call(Auth.ACCOUNTS, new JsonObject()).getJsonArray("accounts").size());
    }

    @Test
    void sessionsEndWhenIdleAndInAnyCase() throws Exception {
        JsonObject idle = signIn(ANN);
        clock.advance(Duration.ofDays(7).minusMillis(1));
        assertTrue(resolve(idle).getBoolean("known"));
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofDays(6));
            assertTrue(resolve(idle).getBoolean("known"), "use keeps it");
        }
        clock.advance(Duration.ofDays(5).plusMillis(1));
        assertFalse(resolve(idle).getBoolean("known"), "30 days are over");

        JsonObject forgotten = signIn(ANN);
        clock.advance(Duration.ofDays(7));
        assertFalse(resolve(forgotten).getBoolean("known"));
    }

    @Test
    void aMailThatStillWaitsLeavesWhenTheNodeStops() throws Exception {
        restart(Map.of("LEVQOR_AUTH_MAIL_SPREAD", "1m"));
        callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(ANN));
        restart(Map.of());
        assertEquals(ANN, mail().to());
    }

    @Test
    void aSessionIsBoundSoonAfterItBeganOrNever() throws Exception {
        JsonObject first = byLink(mail(ANN).token());
        Caller ann = account(first.getJsonObject("account").getString("id"));
        JsonObject key = binding(first);
        assertEquals(
                Code.CONFLICT,
                failure(account(new UUID(7, 7).toString()), Auth.BIND_SESSION, key)
                        .code(),
                "another's");
        callAs(ann, Auth.BIND_SESSION, key);
        assertEquals(key.getJsonObject("key"), resolve(first).getJsonObject("key"));
        clock.advance(Duration.ofMinutes(5));
        callAs(ann, Auth.BIND_SESSION, key);
        assertEquals(
                Code.CONFLICT, failure(ann, Auth.BIND_SESSION, binding(first)).code(), "another key");

        JsonObject second = byLink(mail(ANN).token());
        assertFalse(resolve(second).containsKey("key"));
        clock.advance(Duration.ofMinutes(5));
        assertEquals(
                Code.CONFLICT, failure(ann, Auth.BIND_SESSION, binding(second)).code(), "too late");
    }

    private static JsonObject binding(JsonObject signedIn) throws Exception {
        return new JsonObject()
                .put("session", signedIn.getString("session"))
                .put("key", BrowserKey.generate().jwk());
    }

    @Test
    void signingInEndsTheSessionThatTheBrowserHad() throws Exception {
        JsonObject before = signIn(ANN);
        JsonObject next =
                call(Auth.LINK, link(mail("bob@example.com").token()).put("session", before.getString("session")));
        assertNotEquals(before.getString("session"), next.getString("session"));
        assertFalse(resolve(before).getBoolean("known"));
        assertTrue(resolve(next).getBoolean("known"));
    }

    @Test
    void theOldestSessionGivesWay() throws Exception {
        restart(Map.of("LEVQOR_AUTH_MAX_SESSIONS", "2"));
        JsonObject first = signIn(ANN);
        clock.advance(Duration.ofSeconds(1));
        JsonObject second = signIn(ANN);
        clock.advance(Duration.ofSeconds(1));
        JsonObject third = signIn(ANN);
        assertFalse(resolve(first).getBoolean("known"));
        assertTrue(resolve(second).getBoolean("known"));
        assertTrue(resolve(third).getBoolean("known"));
    }

    @Test
    void peopleSeeAndEndTheirOwnSessions() throws Exception {
        JsonObject one = call(Auth.LINK, link(mail(ANN).token()));
        clock.advance(Duration.ofMinutes(1));
        JsonObject two =
                callAs(from("198.51.100.4"), Auth.CODE, code(ANN, mail(ANN).code()));
        JsonObject other = signIn("bob@example.com");
        Caller ann = account(accountId(one));
        Caller bob = account(accountId(other));

        var sessions = callAs(ann, Auth.SESSIONS, new JsonObject()).getJsonArray("sessions");
        assertEquals(2, sessions.size());
        JsonObject newest = sessions.getJsonObject(0);
        assertEquals("198.51.100.4", newest.getString("address"));
        assertEquals("Firefox", newest.getString("agent"));

        var newestId = new JsonObject().put("session_id", newest.getString("session_id"));
        assertEquals(
                Code.NOT_FOUND, failure(bob, Auth.END_SESSION, newestId.copy()).code());
        callAs(ann, Auth.END_SESSION, newestId.copy());
        assertFalse(resolve(two).getBoolean("known"));
        assertTrue(resolve(one).getBoolean("known"));

        JsonObject three = signIn(ANN);
        callAs(ann, Auth.SIGN_OUT, new JsonObject().put("session", three.getString("session")));
        assertFalse(resolve(three).getBoolean("known"));

        callAs(ann, Auth.SIGN_OUT_EVERYWHERE, new JsonObject());
        assertFalse(resolve(one).getBoolean("known"));
        assertTrue(resolve(other).getBoolean("known"));
        for (var operation : List.of(Auth.SESSION, Auth.SESSIONS, Auth.SIGN_OUT, Auth.SIGN_OUT_EVERYWHERE)) {
            assertEquals(Code.UNAUTHORIZED, failure(operation, new JsonObject()).code(), operation.name());
        }
    }

    @Test
    void rolesHoldAtOnceAndOneAdminStays() throws Exception {
        String link = call(Auth.CREATE_ADMIN, new JsonObject().put("email", "Root@example.com"))
                .getString("link");
        assertFalse(call(Auth.HAS_ADMIN, new JsonObject()).getBoolean("has_admin"));
        JsonObject root = byLink(link.substring(link.indexOf('=') + 1));
        assertTrue(call(Auth.HAS_ADMIN, new JsonObject()).getBoolean("has_admin"));
        assertEquals(List.of("*"), resolve(root).getJsonArray("scopes").getList());

        for (var last : List.of(Auth.DISABLE, Auth.DELETE)) {
            assertEquals(Code.CONFLICT, failure(Caller.SYSTEM, last, id(root)).code());
        }
        assertEquals(
                Code.CONFLICT,
                failure(Caller.SYSTEM, Auth.CHANGE_ROLE, id(root).put("role", "editor"))
                        .code());

        JsonObject ann = signIn(ANN);
        call(Auth.CHANGE_ROLE, id(ann).put("role", "admin"));
        assertEquals(List.of("*"), resolve(ann).getJsonArray("scopes").getList());
        assertEquals(
                List.of("*"), call(Auth.POWER, id(ann)).getJsonArray("scopes").getList());

        var takes = List.of(
                node.kernel().bus().call(Auth.CHANGE_ROLE, id(root).put("role", "viewer"), Caller.SYSTEM),
                node.kernel().bus().call(Auth.DISABLE, id(ann), Caller.SYSTEM));
        int done = 0;
        for (var take : takes) {
            try {
                TestKernel.get(take);
                done++;
            } catch (Failure failure) {
                assertEquals(Code.CONFLICT, failure.code());
            }
        }
        assertEquals(1, done, "of two that would leave no admin one is refused");
    }

    @Test
    void whoIsDisabledIsOut() throws Exception {
        JsonObject ann = signIn(ANN);
        Mail waiting = mail(ANN);
        JsonObject disabled = call(Auth.DISABLE, id(ann));
        assertTrue(disabled.getBoolean("disabled"));
        assertFalse(resolve(ann).getBoolean("known"));
        assertEquals(0, call(Auth.POWER, id(ann)).getJsonArray("scopes").size());
        refused(Auth.LINK, link(waiting.token()));
        callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(ANN));

        call(Auth.ENABLE, id(ann));
        assertFalse(resolve(ann).getBoolean("known"), "its sessions stay ended");
        assertEquals(accountId(ann), accountId(signIn(ANN)));
    }

    @Test
    void aDeletedAccountLeavesNothing() throws Exception {
        JsonObject ann = signIn(ANN);
        Mail waiting = mail(ANN);
        call(Auth.DELETE, id(ann));
        assertFalse(resolve(ann).getBoolean("known"));
        refused(Auth.LINK, link(waiting.token()));
        assertEquals(Code.NOT_FOUND, failure(Caller.SYSTEM, Auth.GET, id(ann)).code());
        for (String table : List.of("accounts", "sessions", "sign_in_links")) {
            assertEquals(
                    0,
                    TestKernel.get(node.kernel().database().query(Sql.of("select 1 from " + table), Params.NONE))
                            .size(),
                    table);
        }
    }

    @Test
    void adminsInviteAndList() throws Exception {
        JsonObject invited = call(
                Auth.INVITE, new JsonObject().put("email", "Ann@Example.com").put("role", "editor"));
        JsonObject mail = mails.take();
        assertEquals(ANN, mail.getString("to"));
        assertTrue(mail.getString("text").contains("https://levqor.example/sign-in.html"), mail::encode);
        assertEquals("editor", invited.getString("role"));
        assertNull(invited.getValue("last_sign_in_at"));
        assertEquals(
                Code.CONFLICT,
                failure(Caller.SYSTEM, Auth.INVITE, new JsonObject().put("email", "ANN@example.com"))
                        .code());
        call(Auth.INVITE, new JsonObject().put("email", "bob@example.com"));
        JsonObject page = call(Auth.ACCOUNTS, new JsonObject().put("limit", 1));
        assertEquals(
                "bob@example.com",
                page.getJsonArray("accounts").getJsonObject(0).getString("email"));
        page = call(Auth.ACCOUNTS, new JsonObject().put("cursor", page.getString("next_cursor")));
        assertEquals(ANN, page.getJsonArray("accounts").getJsonObject(0).getString("email"));
        var editor = new Caller("account:" + invited.getString("id"), Set.of("jobs:read"), "", "");
        for (var operation : Auth.OPERATIONS) {
            if ("auth:admin".equals(operation.scope())) {
                assertEquals(
                        Code.FORBIDDEN,
                        failure(editor, operation, new JsonObject()).code());
            }
        }
    }

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann",
                "ann@",
                "@example.com",
                "ann@example..com",
                "ann@-example.com",
                "a b@example.com",
                "ann@example.com\r\nBcc: eve@example.com",
                "Ann <ann@example.com>",
                "ann@example.com,eve@example.com"
            })
    void noAddressNoMail(String text) {
        Failure wrong = failure(Auth.MAGIC_LINK, ask(text));
        assertEquals(Code.INVALID_REQUEST, wrong.code());
        assertEquals("email", wrong.field());
    }

    @Test
    void onlyTheServiceItselfAsksWhoseSessionsAre() {
        for (var operation : List.of(Auth.RESOLVE, Auth.POWER, Auth.LINK, Auth.CREATE_ADMIN, Auth.HAS_ADMIN)) {
            var weak = new Caller("test", Set.of("auth:*", "jobs:*"), "", "");
            assertEquals(
                    Code.FORBIDDEN,
                    failure(weak, operation, new JsonObject().put("hash", "0".repeat(64)))
                            .code(),
                    operation.name());
        }
    }
}
