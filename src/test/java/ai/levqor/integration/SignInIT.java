package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.integration.Client.Answer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signing in at a real server: links, codes, cookies, forged requests, roles. */
class SignInIT extends SignInCase {
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    @Test
    void scannersDoNotBurnLinks() throws Exception {
        Asked asked = ask("scan@example.com");
        String link = asked.link();
        for (String method : List.of("GET", "HEAD", "GET", "OPTIONS")) {
            Answer looked = nobody.send(method, link, BodyPublishers.noBody());
            assertTrue(looked.status() < 300, method);
            assertTrue(looked.headers().allValues("set-cookie").isEmpty());
        }
        Answer page = nobody.get(link);
        assertTrue(page.text().contains("<form method=\"post\">"), page.text());
        assertTrue(
                page.text().contains("<script type=\"module\" src=\"/auth/link.js\">"), "its script only adds a key");

        code(enter(link), 401);
        code(enter(link, "Cookie", "levqor_browser=" + "A".repeat(43)), 401);
        Answer entered = enter(asked);

        assertEquals(303, entered.status());
        assertEquals("/dashboard/", entered.headers().firstValue("location").orElseThrow());
        String set = String.valueOf(setCookie(entered, "levqor_session"));
        assertTrue(set.contains("HTTPOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), set);
        assertEquals("scan@example.com", Person.by(entered).account().getString("email"));
        Answer again = enter(asked);
        code(again, 401);
        assertTrue(again.text().contains("does not sign you in"), again.text());
        code(enter("/auth/link?token=short"), 401);
        code(enter("/auth/link"), 401);
    }

    @Test
    void aCodeSignsInTheBrowserThatAsked() throws Exception {
        Asked asked = ask("code@example.com");
        var body = new JsonObject().put("email", "Code@Example.com").put("code", asked.code());
        code(nobody.post("/api/v1/auth/code", body), 401);
        code(
                nobody.send(
                        "POST",
                        "/api/v1/auth/code",
                        BodyPublishers.ofString(body.encode()),
                        "Cookie",
                        "levqor_browser=" + "A".repeat(43)),
                401);
        Answer entered = nobody.send(
                "POST", "/api/v1/auth/code", BodyPublishers.ofString(body.encode()), "Cookie", asked.browser());
        code(entered, 200);
        assertEquals("viewer", Person.by(entered).account().getString("role"), "strangers may look, in development");
    }

    @Test
    void otherSitesCannotWriteOrSignIn() throws Exception {
        Person ed = Person.called("ed@example.com").withRole("editor");
        JsonObject job = Client.job("noop", new JsonObject());
        String path = "/api/v1/intake";
        for (String csrf : List.of("", "A".repeat(43), admin.csrf())) {
            code(ed.post(path, job, "X-CSRF-Token", csrf), 403);
        }
        code(nobody.send("POST", path, BodyPublishers.ofString(job.encode()), "Cookie", ed.cookie()), 403);
        code(ed.post(path, job, FETCH_SITE, "cross-site"), 403);
        code(ed.post(path, job, FETCH_SITE, "same-site"), 403);
        code(ed.post(path, job, "Origin", "https://evil.example"), 403);
        code(ed.post(path, job, "Origin", "null"), 403);
        code(ed.post(path, job, FETCH_SITE, "same-origin"), 202);
        code(ed.post(path, job, "Origin", server.client().base()), 202);

        Asked asked = ask("victim@example.com");
        code(enter(asked, FETCH_SITE, "cross-site"), 403);
        code(enter(asked, "Origin", "https://evil.example"), 403);
        code(enter(asked, FETCH_SITE, "same-origin", "Origin", "null"), 303);
    }

    @Test
    void wrongAndEndedSessionsAreNobodys() throws Exception {
        Person ann = Person.called("ann@example.com");
        String token = ann.cookie().substring(ann.cookie().indexOf('=') + 1);
        String altered = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);
        var thief = new Person("levqor_session=" + altered, ann.account(), ann.csrf());
        code(thief.get("/api/v1/auth/session"), 401);
        code(thief.get("/api/v1/jobs"), 401);
        code(nobody.get("/api/v1/auth/session"), 401);
        code(ann.get("/api/v1/auth/session", "User-Agent", "curl/7.88.1"), 401);
        code(ann.get("/api/v1/auth/session", "User-Agent", "Java-http-client/99.1"), 200);
        code(new Person("levqor_session=x", ann.account(), "").get("/api/v1/auth/session"), 401);

        Answer sessions = ann.get("/api/v1/auth/sessions");
        assertTrue(Client.ok(sessions).getJsonArray("sessions").getJsonObject(0).getBoolean("current"));

        Answer out = ann.post("/api/v1/auth/sign-out", new JsonObject());
        code(out, 200);
        assertTrue(String.valueOf(setCookie(out, "levqor_session")).contains("Max-Age=0"));
        code(ann.get("/api/v1/auth/session"), 401);
        code(ann.get("/api/v1/jobs"), 401);

        Person one = Person.called("ann@example.com");
        Person two = Person.called("ann@example.com");
        code(one.post("/api/v1/auth/sign-out-everywhere", new JsonObject()), 200);
        code(one.get("/api/v1/jobs"), 401);
        code(two.get("/api/v1/jobs"), 401);
    }

    @Test
    void rolesBoundWhatPeopleDo() throws Exception {
        Person viewer = Person.called("role@example.com");
        code(viewer.get("/api/v1/jobs"), 200);
        code(viewer.post("/api/v1/intake", Client.job("noop", new JsonObject())), 403);
        code(viewer.get("/api/v1/accounts"), 403);
        code(viewer.get("/api/v1/audit"), 403);
        viewer.withRole("editor");
        viewer.submit();
        code(viewer.get("/api/v1/keys"), 403);
        viewer.withRole("admin");
        code(viewer.get("/api/v1/accounts"), 200);
        viewer.withRole("viewer");
        code(viewer.get("/api/v1/accounts"), 403);
        code(admin.post("/api/v1/accounts/" + viewer.account().getString("id") + "/disable", new JsonObject()), 200);
        code(viewer.get("/api/v1/jobs"), 401);
    }
}
