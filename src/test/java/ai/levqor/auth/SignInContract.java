package ai.levqor.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.security.SessionToken;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signing in by the link or the code of a mail, the same on both databases. */
abstract class SignInContract extends AuthCase {
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
    void whoWasNotInvitedGetsNoAccount() throws Exception {
        Mail mail = mail(ANN);
        restart(Map.of("LEVQOR_AUTH_SIGN_UP", "invited"));
        refused(Auth.LINK, link(mail.token()));
        assertEquals(
                0,
                call(Auth.ACCOUNTS, new JsonObject()).getJsonArray("accounts").size());
    }
}
