package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.BrowserKey;
import ai.levqor.Eventually;
import ai.levqor.integration.Client.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing in at a real server, whose mails stay in its outbox; cookies, forged requests, and what is whose. */
class SignInIT {
    private static final Pattern LINK = Pattern.compile("/auth/link\\?token=\\S+");
    private static final Pattern CODE = Pattern.compile("(?m)^([0-9]{6})$");
    private static final Set<String> READ = ConcurrentHashMap.newKeySet();
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    @SuppressWarnings("NullAway.Init")
    private static ServerProcess server;

    @SuppressWarnings("NullAway.Init")
    private static Client nobody;

    @SuppressWarnings("NullAway.Init")
    private static Person admin;

    @BeforeAll
    static void start() throws Exception {
        server = Launch.on(Store.SQLITE).start();
        nobody = server.client().as("");
        Matcher printed = LINK.matcher(server.log());
        assertTrue(printed.find(), "the first start prints a link\n" + server.log());
        admin = Person.by(enter(printed.group()));
        assertEquals("admin", admin.account().getString("role"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Answer enter(String link, String... headers) throws Exception {
        return nobody.send("POST", link, BodyPublishers.noBody(), headers);
    }

    /** Opens a link in the browser that asked for it. */
    private static Answer enter(Asked asked, String... headers) throws Exception {
        var all = new ArrayList<>(List.of("Cookie", asked.browser()));
        all.addAll(List.of(headers));
        return enter(asked.link(), all.toArray(String[]::new));
    }

    /** Asks for a mail; answers its text and the cookie of the browser. */
    private static Asked ask(String email) throws Exception {
        Answer asked = nobody.post("/api/v1/auth/magic-link", new JsonObject().put("email", email));
        assertEquals(202, asked.status(), asked.text());
        return new Asked(text(email), cookie(asked, "levqor_browser"));
    }

    private record Asked(String text, String browser) {
        String link() {
            return found(LINK, 0);
        }

        String code() {
            return found(CODE, 1);
        }

        private String found(Pattern pattern, int group) {
            Matcher matcher = pattern.matcher(text);
            assertTrue(matcher.find(), text);
            return matcher.group(group);
        }
    }

    /** The text of a sign-in mail to {@code email} that nobody has read yet. */
    private static String text(String email) throws Exception {
        var found = new ArrayList<String>();
        Eventually.await("a mail to " + email + " is in the outbox", () -> {
            JsonArray mails = Client.ok(server.client().get("/api/email?status=outbox&limit=200"))
                    .getJsonArray("emails");
            for (Object mail : mails) {
                var sent = (JsonObject) mail;
                if (sent.getJsonArray("to").contains(email)
                        && sent.getString("subject").startsWith("Sign in")
                        && READ.add(sent.getString("id"))) {
                    found.add(sent.getString("id"));
                    return true;
                }
            }
            return false;
        });
        return Client.ok(server.client().get("/api/email/" + found.getFirst())).getString("text");
    }

    private static String cookie(Answer answer, String name) {
        String set = setCookie(answer, name);
        assertNotNull(set, () -> name + " is not set: " + answer.headers().map());
        return set.substring(0, set.indexOf(';'));
    }

    private static @Nullable String setCookie(Answer answer, String name) {
        return answer.headers().allValues("set-cookie").stream()
                .filter(value -> value.startsWith(name + "="))
                .findFirst()
                .orElse(null);
    }

    private static void code(Answer answer, int status) {
        assertEquals(status, answer.status(), answer.text());
    }

    /** Somebody who is signed in. */
    private record Person(String cookie, JsonObject account, String csrf) {
        static Person by(Answer entered) throws Exception {
            assertTrue(entered.status() == 303 || entered.status() == 200, entered.text());
            assertFalse(entered.text().contains("\"session\""), "the token is for the cookie alone");
            String cookie = SignInIT.cookie(entered, "levqor_session");
            JsonObject session = Client.ok(new Person(cookie, new JsonObject(), "").get("/api/v1/auth/session"));
            return new Person(cookie, session.getJsonObject("account"), session.getString("csrf_token"));
        }

        static Person called(String email) throws Exception {
            return by(enter(ask(email)));
        }

        Answer get(String path, String... more) throws Exception {
            var headers = new ArrayList<>(List.of("Cookie", cookie));
            headers.addAll(List.of(more));
            return nobody.send("GET", path, BodyPublishers.noBody(), headers.toArray(String[]::new));
        }

        Answer post(String path, JsonObject body, String... more) throws Exception {
            return send("POST", path, body, more);
        }

        Answer send(String method, String path, JsonObject body, String... more) throws Exception {
            var headers = new ArrayList<>(List.of("Cookie", cookie, "X-CSRF-Token", csrf));
            headers.addAll(List.of(more));
            return nobody.send(method, path, BodyPublishers.ofString(body.encode()), headers.toArray(String[]::new));
        }

        Person withRole(String role) throws Exception {
            code(
                    admin.send(
                            "PUT",
                            "/api/v1/accounts/" + account.getString("id") + "/role",
                            new JsonObject().put("role", role)),
                    200);
            return this;
        }

        String submit() throws Exception {
            Answer accepted = post("/api/v1/intake", Client.job("noop", new JsonObject()));
            code(accepted, 202);
            return accepted.json().getString("job_id");
        }
    }

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
    void peopleSeeTheirOwnJobsAndAdminsAll() throws Exception {
        Person ed = Person.called("own-ed@example.com").withRole("editor");
        Person bob = Person.called("own-bob@example.com").withRole("editor");
        String mine = ed.submit();
        String program = server.client().submit("noop", new JsonObject());
        server.client().await(mine, "succeeded");

        assertEquals(List.of(mine), jobs(ed, ""));
        assertEquals(List.of(mine), jobs(ed, "?state=succeeded&workflow=noop"));
        assertEquals(List.of(), jobs(bob, ""));
        assertTrue(jobs(admin, "?limit=200").containsAll(List.of(mine, program)));
        assertTrue(bob.get("/api/v1/status/" + mine).text().contains("not_found"));
        for (String path : List.of("", "/events", "/logs", "/steps", "/stream")) {
            code(bob.get("/api/v1/jobs/" + mine + path), 404);
        }
        for (String verb : List.of("cancel", "retry", "rerun")) {
            code(bob.post("/api/v1/jobs/" + mine + "/" + verb, new JsonObject()), 404);
            code(ed.post("/api/v1/jobs/" + program + "/" + verb, new JsonObject()), 404);
        }
        code(ed.get("/api/v1/jobs/" + mine), 200);
        code(admin.get("/api/v1/jobs/" + mine), 200);

        var schedule = new JsonObject()
                .put("cron", "0 0 1 1 *")
                .put("workflow", "noop")
                .put("payload", new JsonObject());
        code(ed.send("PUT", "/api/v1/schedules/eds", schedule), 200);
        code(bob.send("PUT", "/api/v1/schedules/eds", schedule), 409);
        code(bob.send("DELETE", "/api/v1/schedules/eds", new JsonObject()), 404);
        assertFalse(bob.get("/api/v1/schedules").text().contains("\"eds\""));
        assertTrue(ed.get("/api/v1/schedules").text().contains("\"eds\""));
        code(admin.send("DELETE", "/api/v1/schedules/eds", new JsonObject()), 200);
    }

    @Test
    void peopleSeeTheirOwnCostsBudgetsAndCallbacks() throws Exception {
        Person ed = Person.called("cost-ed@example.com").withRole("editor");
        Person bob = Person.called("cost-bob@example.com");
        String mine = ed.submit();
        server.client().await(mine, "succeeded");
        for (String path : List.of("/costs", "/callbacks")) {
            code(ed.get("/api/v1/jobs/" + mine + path), 200);
            code(bob.get("/api/v1/jobs/" + mine + path), 404);
        }
        code(bob.post("/api/v1/jobs/" + mine + "/callbacks/replay", new JsonObject()), 403);
        code(ed.get("/api/v1/callbacks/endpoints"), 403);

        String eds = "account:" + ed.account().getString("id");
        var budget = new JsonObject().put("period", "day").put("limit", 5_000_000);
        code(
                admin.send(
                        "PUT",
                        "/api/v1/budgets/eds",
                        budget.copy().put("scope", "key").put("subject", eds)),
                200);
        code(
                admin.send(
                        "PUT",
                        "/api/v1/budgets/all",
                        budget.put("scope", "workflow").put("subject", "noop")),
                200);
        assertEquals(
                1, Client.ok(ed.get("/api/v1/budgets")).getJsonArray("budgets").size());
        assertEquals(
                0, Client.ok(bob.get("/api/v1/budgets")).getJsonArray("budgets").size());
        assertEquals(
                0,
                Client.ok(ed.get("/api/v1/budgets?scope=workflow&subject=noop"))
                        .getJsonArray("budgets")
                        .size());
        code(ed.get("/api/v1/budgets/eds"), 200);
        code(ed.get("/api/v1/budgets/all"), 404);
        code(bob.get("/api/v1/budgets/eds"), 404);
        code(ed.send("DELETE", "/api/v1/budgets/eds", new JsonObject()), 403);
        code(ed.get("/api/v1/costs?group_by=key&key=" + eds), 200);
        code(bob.get("/api/v1/costs?group_by=key&key=" + eds), 404);
    }

    private static List<String> jobs(Person person, String query) throws Exception {
        return Client.ok(person.get("/api/v1/jobs" + query)).getJsonArray("jobs").stream()
                .map(job -> ((JsonObject) job).getString("job_id"))
                .toList();
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

    @Test
    void aStolenCookieIsWorthNothing() throws Exception {
        BrowserKey browser = BrowserKey.generate();
        Asked asked = ask("bound@example.com");
        String x = browser.jwk().getString("x");
        String y = browser.jwk().getString("y");
        code(nobody.send("POST", asked.link() + "&x=" + x + "&y=" + x, BodyPublishers.noBody()), 400);
        String cookie = cookie(
                nobody.send(
                        "POST",
                        asked.link() + "&x=" + x + "&y=" + y,
                        BodyPublishers.noBody(),
                        "Cookie",
                        asked.browser()),
                "levqor_session");
        var ann = new Person(cookie, new JsonObject(), "");
        String path = "/api/v1/auth/session";
        String proof = browser.proof("GET", path);
        JsonObject session = Client.ok(ann.get(path, "DPoP", proof));
        assertTrue(session.getBoolean("bound"));

        BrowserKey other = BrowserKey.generate();
        refused("needs one header DPoP", ann.get(path));
        refused("needs one header DPoP", ann.get("/api/v1/jobs"));
        refused("used before", ann.get(path, "DPoP", proof));
        refused("another key", ann.get(path, "DPoP", other.proof("GET", path)));
        refused("another path", ann.get("/api/v1/jobs", "DPoP", browser.proof("GET", path)));
        refused("another method", ann.get(path, "DPoP", browser.proof("PUT", path)));
        refused("not signed", ann.get(path, "DPoP", BrowserKey.altered(browser.proof("GET", path))));
        for (String malformed : List.of("x", "a.b.c", "x".repeat(9000), "e30.e30." + "A".repeat(86))) {
            refused("header DPoP", ann.get(path, "DPoP", malformed));
        }
        Answer late = ann.get(path, "DPoP", browser.proof("GET", path, claims -> claims.put("iat", 1_700_000_000)));
        refused("another time", late);
        assertTrue(late.headers().firstValue("date").isPresent(), "a browser can set its clock");
        refused("another browser's", ann.get(path, "User-Agent", "curl/8", "DPoP", browser.proof("GET", path)));
        assertTrue(server.log().contains("a request with the cookie of session"), "it is logged");

        var known = new Person(cookie, new JsonObject(), session.getString("csrf_token"));
        code(known.get("/api/v1/jobs", "DPoP", browser.proof("GET", "/api/v1/jobs")), 200);
        String keyPath = path + "/key";
        var thiefs = new JsonObject().put("key", other.jwk());
        refused("needs one header DPoP", known.send("PUT", keyPath, thiefs));
        code(known.send("PUT", keyPath, thiefs, "DPoP", browser.proof("PUT", keyPath)), 409);
        String out = "/api/v1/auth/sign-out";
        refused("needs one header DPoP", known.post(out, new JsonObject()));
        code(known.post(out, new JsonObject(), "DPoP", browser.proof("POST", out)), 200);
        refused("has ended", known.get(path, "DPoP", browser.proof("GET", path)));
    }

    private static void refused(String why, Answer answer) {
        code(answer, 401);
        assertTrue(answer.text().contains(why), answer.text());
    }

    @Test
    void aSessionIsBoundOnceAndByItsOwner() throws Exception {
        Person ann = Person.called("binds@example.com");
        BrowserKey browser = BrowserKey.generate();
        String path = "/api/v1/auth/session/key";
        var key = new JsonObject().put("key", browser.jwk());
        code(ann.get("/api/v1/jobs"), 200);
        code(ann.send("PUT", path, key, "X-CSRF-Token", ""), 403);
        code(ann.send("PUT", path, new JsonObject().put("key", browser.jwk().put("y", "A".repeat(43)))), 400);
        code(ann.send("PUT", path, new JsonObject().put("key", browser.jwk().put("d", "A".repeat(43)))), 400);
        code(ann.send("PUT", path, key), 200);
        refused("needs one header DPoP", ann.get("/api/v1/jobs"));
        code(ann.send("PUT", path, key, "DPoP", browser.proof("PUT", path)), 200);
        code(ann.get("/api/v1/jobs", "DPoP", browser.proof("GET", "/api/v1/jobs")), 200);
    }

    @Test
    void aStreamGoesOnAfterItsProof() throws Exception {
        Person ed = Person.called("streams@example.com").withRole("editor");
        BrowserKey browser = BrowserKey.generate();
        code(ed.send("PUT", "/api/v1/auth/session/key", new JsonObject().put("key", browser.jwk())), 200);
        String intake = "/api/v1/intake";
        String job = ed.post(intake, Client.job("echo", new JsonObject()), "DPoP", browser.proof("POST", intake))
                .json()
                .getString("job_id");
        String stream = "/api/v1/jobs/" + job + "/stream";
        refused("needs one header DPoP", ed.get(stream));
        Answer followed = ed.get(stream, "DPoP", browser.proof("GET", stream));
        assertTrue(followed.text().contains("succeeded"), followed.text());
    }
}
