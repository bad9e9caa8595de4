package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.BrowserKey;
import ai.levqor.integration.Client.Answer;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in at a server of the production profile, whose mails go to a mail server. */
@SuppressWarnings("NullAway.Init") // set before the first test
class ProductionSignInIT {
    private static final String SITE = "https://app.example.com";
    private static final Pattern LINK = Pattern.compile(SITE + "(/auth/link\\?token=[A-Za-z0-9_-]{43})");
    private static final long WAIT_MS = 30_000;
    private static final GreenMail MAIL =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());

    private static Launch launch;
    private static ServerProcess server;
    private static Client nobody;

    @BeforeAll
    static void start() {
        MAIL.start();
        launch = Launch.on(Store.SQLITE)
                .with(Map.of(
                        "LEVQOR_PROFILE",
                        "production",
                        "LEVQOR_HTTP_PUBLIC_URL",
                        SITE,
                        "LEVQOR_MAIL_FROM",
                        "no-reply@example.com",
                        "LEVQOR_SMTP_URL",
                        "smtp://127.0.0.1:" + MAIL.getSmtp().getPort()));
        server = launch.start();
        nobody = server.client().as("");
    }

    @AfterAll
    static void stop() {
        MAIL.stop();
        if (server != null) {
            server.close();
        }
    }

    private static Answer ask(String email) throws Exception {
        return nobody.post("/api/v1/auth/magic-link", new JsonObject().put("email", email));
    }

    private static String cookie(Answer answer, String name) {
        return answer.headers().allValues("set-cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .findFirst()
                .orElse("");
    }

    @Test
    void whoWasInvitedSignsInOverTlsAloneAndNobodyReadsTheLink() throws Exception {
        Answer unknown = ask("stranger@example.com");
        Answer invited = server.client().post("/api/v1/accounts", new JsonObject().put("email", "ann@example.com"));
        assertEquals(201, invited.status(), invited.text());
        assertTrue(MAIL.waitForIncomingEmail(WAIT_MS, 1), "the invitation");
        Answer known = ask("ann@example.com");
        assertEquals(unknown.status() + unknown.text(), known.status() + known.text());
        assertTrue(MAIL.waitForIncomingEmail(WAIT_MS, 2), "the link");

        String text = GreenMailUtil.getWholeMessage(MAIL.getReceivedMessages()[1])
                .replace("=\r\n", "")
                .replace("=3D", "=");
        Matcher link = LINK.matcher(text);
        assertTrue(link.find(), text);
        String browser = cookie(known, "__Host-levqor_browser");
        Answer entered = nobody.send(
                "POST", link.group(1), BodyPublishers.noBody(), "Cookie", browser.substring(0, browser.indexOf(';')));
        assertEquals(303, entered.status(), entered.text());
        String session = cookie(entered, "__Host-levqor_session");
        for (String part : new String[] {"Secure", "HTTPOnly", "SameSite=Lax", "Path=/"}) {
            assertTrue(session.contains(part), session);
            assertTrue(browser.contains(part), browser);
        }
        assertFalse(session.contains("Domain"), session);
        onlyBoundSessionsCount(session.substring(0, session.indexOf(';')));

        for (Object each : Client.ok(server.client().get("/api/email")).getJsonArray("emails")) {
            var listed = (JsonObject) each;
            JsonObject whole = Client.ok(server.client().get("/api/email/" + listed.getString("id")));
            assertEquals(listed.getString("subject").startsWith("Sign in"), listed.getBoolean("sensitive"));
            if (listed.getBoolean("sensitive")) {
                assertNull(whole.getString("text"));
                assertNull(whole.getString("html"));
            }
        }
        assertEquals(2, MAIL.getReceivedMessages().length, "strangers get no mail");
        assertEquals(404, nobody.get("/_dev/email/x").status());
    }

    private static void onlyBoundSessionsCount(String cookie) throws Exception {
        BrowserKey browser = BrowserKey.generate();
        String path = "/api/v1/auth/session";
        Answer unbound = nobody.send("GET", "/api/v1/jobs", BodyPublishers.noBody(), "Cookie", cookie);
        assertEquals(401, unbound.status());
        assertTrue(unbound.text().contains("bound to no key"), unbound.text());
        JsonObject asked = Client.ok(nobody.send("GET", path, BodyPublishers.noBody(), "Cookie", cookie));
        assertFalse(asked.getBoolean("bound"));
        var key = new JsonObject().put("key", browser.jwk());
        Client.ok(nobody.send(
                "PUT",
                path + "/key",
                BodyPublishers.ofString(key.encode()),
                "Cookie",
                cookie,
                "X-CSRF-Token",
                asked.getString("csrf_token")));
        Client.ok(nobody.send(
                "GET",
                "/api/v1/jobs",
                BodyPublishers.noBody(),
                "Cookie",
                cookie,
                "DPoP",
                browser.proof("GET", "/api/v1/jobs")));
        assertEquals(
                401,
                nobody.send("GET", path, BodyPublishers.noBody(), "Cookie", cookie)
                        .status());
    }
}
