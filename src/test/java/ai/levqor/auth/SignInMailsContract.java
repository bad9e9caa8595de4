package ai.levqor.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.security.SessionToken;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a mail with a link, and how many, the same on both databases. */
abstract class SignInMailsContract extends AuthCase {
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
    void aMailThatStillWaitsLeavesWhenTheNodeStops() throws Exception {
        restart(Map.of("LEVQOR_AUTH_MAIL_SPREAD", "1m"));
        callAs(from("203.0.113.7"), Auth.MAGIC_LINK, ask(ANN));
        restart(Map.of());
        assertEquals(ANN, mail().to());
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
}
