package ai.levqor.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.browser.Chromium.Screen;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard of people who signed in by the link of a mail in the outbox: each sees what their role allows. */
class DashboardAccountsIT {
    private static final Pattern LINK = Pattern.compile("/auth/link\\?token=\\S+");

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    private static DashboardApi api;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start(Map.of("LEVQOR_LIMITS_PER_IP", "0", "LEVQOR_LIMITS_GLOBAL", "0"));
        api = new DashboardApi(chromium.base());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void anEditorSubmitsAJobAndWatchesItEnd() throws Exception {
        try (Visit visit = signedIn("editor@example.com", "editor")) {
            Page page = visit.page();
            page.getByText("Submit a job").click();
            page.getByLabel("Workflow").fill("echo");
            page.getByLabel("Input").fill("{\"who\": \"Ann\"}");
            page.locator("form.form button[type=submit]").click();
            page.waitForSelector(".now .badge.succeeded");
            page.waitForSelector(".timeline .succeeded");
            assertTrue(page.locator("[aria-label=Output]").innerText().contains("Ann"), "the output");
            assertEquals(List.of(), visit.inaccessible("html"));
        }
    }

    @Test
    void anEditorRetriesAFailedJob() throws Exception {
        try (Visit visit = signedIn("retrier@example.com", "editor")) {
            Page page = visit.page();
            page.navigate(chromium.base() + "/dashboard/#/submit?workflow=fetch");
            page.reload();
            page.waitForSelector("form.form");
            page.getByLabel("Input").fill("{\"url\": \"" + chromium.base() + "/nothing\", \"expect_status\": 200}");
            page.getByLabel("Attempts at most").fill("1");
            page.locator("form.form button[type=submit]").click();
            page.waitForSelector(".now .badge.failed");
            page.getByText("Retry", new Page.GetByTextOptions().setExact(true)).click();
            page.waitForSelector(".timeline .retried");
            assertThat(page.locator(".timeline .failed")).hasCount(2);
            page.waitForSelector(".now .badge.failed");
        }
    }

    @Test
    void aUserSeesTheirOwnAlone() throws Exception {
        String other = api.job("echo", new JsonObject());
        try (Visit visit = signedIn("own@example.com", "editor")) {
            Page page = visit.await("/dashboard/#/jobs", "h1");
            page.waitForSelector("text=There are no jobs yet.");
            page.navigate(chromium.base() + "/dashboard/#/job/" + other);
            page.waitForSelector(".state.failed");
            assertFalse(page.locator("main").innerText().contains("echo"), "nothing of another's job");
            visit.expect(404);
        }
    }

    @Test
    void aUserDoesNotReachThePagesOfAdmins() throws Exception {
        try (Visit visit = signedIn("viewer@example.com", "viewer")) {
            Page page = visit.page();
            assertEquals(0, page.locator("nav#views a[data-view=submit]").count(), "who only looks submits nothing");
            for (String view : List.of("users", "accounts", "referrals", "audit", "keys")) {
                assertEquals(
                        0, page.locator("nav#views a[data-view=" + view + "]").count(), view);
                page.navigate(chromium.base() + "/dashboard/#/" + view);
                page.waitForSelector("h1 >> text=Not for you");
            }
            for (String path : List.of("/api/v1/accounts", "/api/v1/audit", "/api/v1/keys")) {
                Object status = page.evaluate("""
                        async (path) => {
                          const {proof} = await import("/dashboard/kit/session.js");
                          return (await fetch(path, {headers: await proof("GET", path)})).status;
                        }""", path);
                assertEquals(403, ((Number) status).intValue(), path);
            }
            Object forged = page.evaluate("""
                    fetch("/api/v1/intake", {method: "POST", headers: {"Content-Type": "application/json"},
                      body: '{"workflow": "echo", "payload": {}}'}).then(r => r.status)""");
            assertEquals(401, ((Number) forged).intValue());
            visit.expect(403);
            visit.expect(401);
        }
    }

    @Test
    void anAdminMakesAnAccountAndChangesItsRole() throws Exception {
        try (Visit visit = signedIn("admin@example.com", "admin")) {
            Page page = visit.await("/dashboard/#/accounts", "form.form");
            page.getByLabel("E-mail").fill("fresh@example.com");
            page.locator("form.form button[type=submit]").click();
            var role = page.getByLabel("Role of fresh@example.com");
            role.selectOption("editor");
            page.locator("dialog button[value=yes]").click();
            assertThat(page.locator("dialog")).hasCount(0);
            assertThat(role).hasValue("editor");
            page.waitForSelector("tr:has-text('fresh@example.com')");
            page.reload();
            role.waitFor();
            assertEquals("editor", role.inputValue());
            assertEquals(List.of(), visit.inaccessible("html"));
        }
    }

    @Test
    void aPersonSignsAnotherOfTheirBrowsersOut() throws Exception {
        try (Visit old = signedIn("twice@example.com", "viewer");
                Visit visit = signedIn("twice@example.com", "viewer")) {
            Page page = visit.await("/dashboard/#/sessions", "td button");
            assertThat(page.locator("tbody tr")).hasCount(2);
            assertThat(page.locator("tbody tr .badge")).hasCount(1);
            assertEquals(List.of(), visit.inaccessible("html"));
            page.locator("td button").click();
            page.locator("dialog button[value=yes]").click();
            assertThat(page.locator("tbody tr")).hasCount(1);
            old.page().reload();
            old.page().waitForURL("**/sign-in.html?next=*");
            old.expect(401);
        }
    }

    @Test
    void anEditorSeesCostsAndCallbacksOfTheirJobs() throws Exception {
        try (Visit visit = signedIn("spender@example.com", "editor")) {
            Page page = visit.page();
            page.getByText("Submit a job").click();
            page.getByLabel("Workflow").fill("noop");
            page.locator("form.form button[type=submit]").click();
            page.waitForSelector(".now .badge.succeeded");
            page.waitForSelector("h2 >> text=Callbacks");
            page.waitForSelector("h2 >> text=Cost");
            page.navigate(chromium.base() + "/dashboard/#/costs");
            page.waitForSelector("text=No budget is set");
            assertEquals(0, page.locator(".state.failed, .state.closed").count());
        }
    }

    @Test
    void anAdminChangesExportsAndDeletesAUser() throws Exception {
        JsonObject made = api.send(
                "POST",
                "/api/v1/users/upsert",
                new JsonObject().put("email", "gone@example.com").put("name", "Old Name"));
        String id = made.getJsonObject("user").getString("id");
        try (Visit visit = signedIn("keeper@example.com", "admin")) {
            Page page = visit.await("/dashboard/#/users", "form[role=search]");
            page.getByLabel("E-mail or name").fill("gone@");
            page.keyboard().press("Enter");
            page.locator("th a:text('gone@example.com')").click();
            page.getByLabel("Name").fill("New Name");
            page.locator("form.form button[type=submit]").click();
            page.waitForSelector("#said >> text=Saved.");
            var exported =
                    page.waitForDownload(() -> page.getByText("Export", new Page.GetByTextOptions().setExact(true))
                            .click());
            var told = new JsonObject(Files.readString(exported.path()));
            assertEquals("New Name", told.getJsonObject("user").getString("name"));
            assertTrue(told.getJsonObject("data").containsKey("auth"), "everything that is kept");
            page.getByText("Delete", new Page.GetByTextOptions().setExact(true)).click();
            page.locator("dialog button[value=yes]").click();
            page.waitForURL("**/dashboard/#/users");
            page.navigate(chromium.base() + "/dashboard/#/user/" + id);
            page.waitForSelector(".state.failed");
            visit.expect(404);
        }
    }

    @Test
    void signingOutEndsIt() throws Exception {
        try (Visit visit = signedIn("leaver@example.com", "viewer")) {
            Page page = visit.page();
            page.getByText("Sign out", new Page.GetByTextOptions().setExact(true))
                    .click();
            page.waitForURL("**/sign-in.html");
            page.navigate(chromium.base() + "/dashboard/");
            page.waitForURL("**/sign-in.html?next=*");
            visit.expect(401);
        }
    }

    @Test
    void aCopiedCookieIsWorthNothingElsewhere() throws Exception {
        try (Visit visit = signedIn("robbed@example.com", "editor");
                Visit thief = chromium.visit(Screen.DESKTOP)) {
            Page page = visit.page();
            var cookies = page.context().cookies();
            thief.page().context().addCookies(cookies);
            assertEquals(page.evaluate("navigator.userAgent"), thief.page().evaluate("navigator.userAgent"));
            thief.page().navigate(chromium.base() + "/dashboard/");
            thief.page().waitForURL("**/sign-in.html?next=*");
            thief.expect(401);
            String cookie = cookies.stream()
                    .filter(each -> each.name.equals("levqor_session"))
                    .findFirst()
                    .orElseThrow()
                    .value;
            var request = HttpRequest.newBuilder(URI.create(chromium.base() + "/api/v1/jobs"))
                    .header("Cookie", "levqor_session=" + cookie)
                    .header("User-Agent", (String) page.evaluate("navigator.userAgent"))
                    .build();
            try (var http = HttpClient.newHttpClient()) {
                assertEquals(401, http.send(request, BodyHandlers.discarding()).statusCode());
            }

            Page second = page.context().newPage();
            second.navigate(chromium.base() + "/dashboard/#/jobs");
            second.waitForSelector("text=There are no jobs yet.");
            page.reload();
            page.waitForSelector(".tiles");
        }
    }

    @Test
    void aBrowserWhoseClockIsWrongWorks() throws Exception {
        try (Visit visit = signedIn("late@example.com", "viewer")) {
            Page page = visit.page();
            page.clock().setFixedTime(System.currentTimeMillis() - 3_600_000);
            page.reload();
            page.waitForSelector(".tiles");
            visit.expect(401);
        }
    }

    @Test
    void whoSignedOutSignsInAgain() throws Exception {
        try (Visit visit = signedIn("again@example.com", "viewer")) {
            Page page = visit.page();
            page.getByText("Sign out", new Page.GetByTextOptions().setExact(true))
                    .click();
            page.waitForURL("**/sign-in.html");
            signIn(visit, "again@example.com");
            page.reload();
            page.waitForSelector(".tiles");
        }
    }

    /** Signs in as somebody does: asks for the mail, and follows the link that an admin sees in the outbox. */
    private static Visit signedIn(String email, String role) throws Exception {
        api.account(email, role);
        Visit visit = chromium.visit(Screen.DESKTOP);
        signIn(visit, email);
        return visit;
    }

    private static void signIn(Visit visit, String email) throws Exception {
        Page page = visit.open("/sign-in.html");
        page.fill("#email", email);
        page.keyboard().press("Enter");
        page.waitForCondition(() -> page.locator("#sent").isVisible());
        page.navigate(chromium.base() + link(email));
        page.locator("main button").click();
        page.waitForURL("**/dashboard/");
        page.waitForSelector(".tiles");
    }

    /** The link of the mail to {@code email} that came last, read from the outbox on the page of who holds the key. */
    private static String link(String email) throws Exception {
        String mail = api.signInMail(email);
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            visit.keep(Chromium.KEY);
            Page page = visit.await("/dashboard/#/mail/" + mail, "pre.wrapped a[href*='/auth/link']");
            var found = LINK.matcher(page.locator("pre.wrapped").first().innerText());
            assertTrue(found.find(), "the mail has a link");
            return found.group();
        }
    }
}
