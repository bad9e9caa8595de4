package ai.levqor.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.browser.Chromium.Screen;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboard of who holds an API key: every view can be used by everybody, and what happens is seen at once. */
class DashboardIT {
    private static final String SETTLED = "main:not(:has([aria-busy])):not(:has(p.state[role=status])) h1";

    private static final String WORKFLOW = """
            document: {dsl: 1.0.0, namespace: default, name: browsed, version: 1.0.0}
            do:
            - greet: {set: {message: "hello"}}
            - choose:
                switch:
                - often: {when: "${ true }", then: leave}
            - leave: {set: {message: "goodbye"}}
            """;

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @SuppressWarnings("NullAway.Init")
    private static DashboardApi api;

    @SuppressWarnings("NullAway.Init")
    private static String finished;

    @SuppressWarnings("NullAway.Init")
    private static String mail;

    @SuppressWarnings("NullAway.Init")
    private static String user;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start(Map.of("LEVQOR_LIMITS_PER_IP", "0", "LEVQOR_LIMITS_GLOBAL", "0"));
        api = new DashboardApi(chromium.base());
        api.send("POST", "/api/v1/workflows", new JsonObject().put("source", WORKFLOW));
        finished = api.job("browsed", new JsonObject());
        api.send(
                "PUT",
                "/api/v1/budgets/small",
                new JsonObject()
                        .put("scope", "workflow")
                        .put("subject", "browsed")
                        .put("period", "day")
                        .put("limit", 1_000_000));
        mail = api.send(
                        "POST",
                        "/api/email",
                        new JsonObject()
                                .put("to", "ann@example.com")
                                .put("subject", "A mail to see")
                                .put("text", "As text")
                                .put("html", "<p style='color: #004080'>As a page</p><script>alert(1)</script>"))
                .getString("id");
        user = api.send(
                        "POST",
                        "/api/v1/users/upsert",
                        new JsonObject()
                                .put("email", "ann@example.com")
                                .put("name", "Ann Lee")
                                .put("meta", new JsonObject().put("a", 1)))
                .getJsonObject("user")
                .getString("id");
        api.send(
                "POST",
                "/api/v1/referrals/track",
                new JsonObject().put("source", "newsletter").put("email", "ann@example.com"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    static Stream<Arguments> everyViewWideAndNarrow() {
        return Stream.of(
                        "overview",
                        "jobs",
                        "jobs?state=cancelled",
                        "job/",
                        "submit",
                        "workflows",
                        "workflow/browsed",
                        "costs",
                        "outbox",
                        "keys",
                        "audit",
                        "users",
                        "users?q=nobody",
                        "user/",
                        "referrals",
                        "sessions",
                        "nothing")
                .flatMap(
                        view -> Stream.of(Screen.DESKTOP, Screen.DARK_PHONE).map(screen -> Arguments.of(view, screen)));
    }

    @ParameterizedTest
    @MethodSource("everyViewWideAndNarrow")
    void everyViewIsAccessibleAndFits(String view, Screen screen) throws Exception {
        try (Visit visit = withKey(screen)) {
            String of = view.equals("job/") ? finished : view.equals("user/") ? user : "";
            Page page = visit.await("/dashboard/#/" + view + of, SETTLED);
            page.waitForSelector("nav#views a");
            assertEquals(List.of(), visit.inaccessible("html"));
            assertEquals(0, visit.hiddenToTheRight(), view + " scrolls sideways at " + screen.width + " px");
            assertEquals(
                    0,
                    page.locator(".state.failed").count(),
                    () -> page.locator("main").innerText());
        }
    }

    @Test
    void whoIsNobodyIsSentToTheSignInPage() {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            visit.page().navigate(chromium.base() + "/dashboard/?utm_source=news#/jobs");
            visit.page().waitForURL("**/sign-in.html?next=%2Fdashboard%2F%23%2Fjobs&utm_source=news");
            visit.expect(401);
            visit.expect(404);
        }
    }

    @Test
    void aKeyIsTriedAndKeptByItsTabAlone() {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/key.html", "#key");
            page.fill("#key", "lvq_live_nobody-has-this-one");
            page.keyboard().press("Enter");
            page.waitForSelector("#key[aria-invalid=true]");
            visit.expect(403);
            page.fill("#key", Chromium.KEY);
            page.keyboard().press("Enter");
            page.waitForSelector("nav#views a");
            assertEquals(List.of(), page.context().cookies());
            assertEquals(0, ((Number) page.evaluate("localStorage.length")).intValue());
            page.getByText("Forget the key").click();
            page.waitForURL("**/sign-in.html*");
            assertNull(page.evaluate("sessionStorage.getItem('levqor.key')"));
            visit.expect(404);
        }
    }

    @Test
    void aSubmittedJobIsWatchedUntilItEnds() {
        try (Visit visit = withKey(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/#/submit", "form.form");
            page.getByLabel("Workflow").fill("browsed");
            page.getByLabel("Input").fill("{");
            page.getByText("Submit", new Page.GetByTextOptions().setExact(true))
                    .last()
                    .click();
            page.waitForSelector("textarea[aria-invalid]");
            assertEquals("payload", page.evaluate("document.activeElement.name"));
            page.getByLabel("Input").fill("{\"who\": \"Ann\"}");
            page.locator("form.form button[type=submit]").click();
            page.waitForURL("**/#/job/*");
            page.waitForSelector(".now .badge.succeeded");
            page.waitForSelector(".timeline .succeeded");
            page.waitForSelector("[aria-label=Output] >> text=goodbye");
            assertTrue(page.title().startsWith("Job "), page.title());
        }
    }

    @Test
    void aListFollowsItsJobsLive() throws Exception {
        try (Visit visit = withKey(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/#/jobs?workflow=followed", "[data-live=live]");
            String job = api.job("followed", new JsonObject());
            String row = "tr:has(a[href='#/job/" + job + "'])";
            page.waitForSelector(row + " .badge.queued");
            api.send("POST", "/api/v1/jobs/" + job + "/cancel", new JsonObject());
            page.waitForSelector(row + " .badge.cancelled");
        }
    }

    @Test
    void aFailedJobIsRetried() throws Exception {
        String job = api.job(
                "fetch",
                new JsonObject().put("url", chromium.base() + "/nothing").put("expect_status", 200));
        try (Visit visit = withKey(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/#/job/" + job, ".now .badge.failed");
            page.getByText("Retry", new Page.GetByTextOptions().setExact(true)).click();
            page.waitForSelector(".timeline .retried");
            assertThat(page.locator(".timeline .failed")).hasCount(2);
            page.waitForSelector(".now .badge.failed");
        }
    }

    @Test
    void aJobIsCancelledOnlyByWhoAgrees() throws Exception {
        String job = api.job("nobody.serves", new JsonObject());
        try (Visit visit = withKey(Screen.PHONE)) {
            Page page = visit.await("/dashboard/#/job/" + job, ".now .badge.queued");
            page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)).click();
            page.waitForSelector("dialog[open]");
            page.keyboard().press("Escape");
            page.waitForSelector("dialog", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
            assertEquals("queued", page.locator(".now .badge").innerText());
            page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)).click();
            page.locator("dialog button[value=yes]").click();
            page.waitForSelector(".now .badge.cancelled");
        }
    }

    @Test
    void aNewKeyIsShownOnce() {
        try (Visit visit = withKey(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/#/keys", "form.form");
            page.getByLabel("Name").fill("from the dashboard");
            page.locator("form.form button[type=submit]").click();
            page.waitForSelector("#new-key");
            assertTrue(page.inputValue("#new-key").startsWith("lvq_"), "the key itself");
            page.waitForSelector("th >> text=from the dashboard");
            page.getByText("Overview").click();
            page.waitForSelector(".tiles");
            page.goBack();
            page.waitForSelector("th >> text=from the dashboard");
            assertEquals(0, page.locator("#new-key").count());
        }
    }

    @Test
    void aMailIsSeenAsItsReceiverSeesItAndCanDoNothing() throws Exception {
        try (Visit visit = withKey(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/#/mail/" + mail, "iframe.preview");
            var shown = page.frameLocator("iframe.preview").locator("p");
            shown.waitFor();
            assertEquals("As a page", shown.innerText());
            assertEquals("", page.locator("iframe.preview").getAttribute("sandbox"));
            visit.expectRefused("Blocked script execution");
            assertEquals(List.of(), visit.inaccessible("main", "iframe"));
        }
    }

    @Test
    void theDiagramIsAlsoInWords() {
        try (Visit visit = withKey(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/#/workflow/browsed", ".diagram svg");
            assertEquals(5, page.locator(".diagram .node").count());
            page.getByText("The steps in words").click();
            assertTrue(page.locator("main").innerText().contains("switch: choose, then"), "the arrows in words");
        }
    }

    @Test
    void theKeyboardGoesFromViewToView() {
        try (Visit visit = withKey(Screen.DESKTOP)) {
            Page page = visit.await("/dashboard/", ".tiles");
            page.locator("nav#views a[data-view=workflows]").focus();
            page.keyboard().press("Enter");
            page.waitForSelector("th >> text=browsed");
            assertEquals("Workflows", page.evaluate("document.activeElement.textContent"));
            assertEquals(
                    "page", page.locator("nav#views a[data-view=workflows]").getAttribute("aria-current"));
        }
    }

    @Test
    void tenThousandJobsDoNotFreezeThePage() throws Exception {
        api.waiting("many", 10_000);
        try (Visit visit = withKey(Screen.DESKTOP)) {
            visit.page().addInitScript("""
                    window.longest = 0;
                    new PerformanceObserver(list => list.getEntries().forEach(e => {
                      window.longest = Math.max(window.longest, e.duration);
                    })).observe({type: "longtask", buffered: true});""");
            Page page = visit.await("/dashboard/#/jobs?workflow=many", "tr.fixed");
            page.waitForFunction(
                    """
                    () => {
                      const rows = document.querySelector(".rows");
                      rows.scrollTop = rows.scrollHeight;
                      return document.querySelector("tr.fixed[aria-rowindex='10001']") !== null;
                    }""",
                    null,
                    new Page.WaitForFunctionOptions().setPollingInterval(50).setTimeout(120_000));
            int rows = page.locator("tr.fixed").count();
            assertTrue(rows < 100, rows + " rows exist");
            double longest = ((Number) page.evaluate("window.longest")).doubleValue();
            assertTrue(longest < 500, "the page stood still for " + longest + " ms");
        }
    }

    private static Visit withKey(Screen screen) {
        Visit visit = chromium.visit(screen);
        visit.keep(Chromium.KEY);
        return visit;
    }
}
