package ai.levqor.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.browser.Chromium.Screen;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signing in with a browser, by the mails of the outbox. */
class SignInPageIT {
    private static final Pattern LINK = Pattern.compile("/auth/link\\?token=\\S+");
    private static final Pattern CODE = Pattern.compile("(?m)^([0-9]{6})$");

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start(Map.of("LEVQOR_LIMITS_PER_IP", "0"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void thePagesAreAccessibleAndFit(Screen screen) throws Exception {
        try (Visit visit = chromium.visit(screen)) {
            for (String path : new String[] {"/sign-in.html", "/auth/link?token=x", "/auth/failed.html"}) {
                visit.open(path);
                assertEquals(List.of(), visit.inaccessible("html"), path);
                assertEquals(0, visit.hiddenToTheRight(), path);
            }
        }
    }

    @Test
    void aLinkSignsInByItsButton() throws Exception {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            Page page = visit.open("/sign-in.html?utm_source=news");
            String text = mail(page, "link@example.com");

            visit.open(found(LINK, text, 0));
            assertEquals(401, session(page), "looking at the page does nothing");
            visit.expect(401);
            page.locator("main button").click();
            page.waitForURL("**/dashboard/");
            assertEquals(200, session(page));
        }
    }

    @Test
    void aCodeSignsInByKeyboard() throws Exception {
        try (Visit visit = chromium.visit(Screen.PHONE)) {
            Page page = visit.open("/sign-in.html?next=//evil.example/");
            page.locator("#email").focus();
            page.keyboard().type("nobody");
            page.keyboard().press("Enter");
            assertTrue(page.locator("#ask-problem").textContent().contains("Enter an e-mail address"));
            assertEquals("email", page.evaluate("document.activeElement.id"));

            String text = mail(page, "code@example.com");
            page.waitForCondition(() -> page.locator("#sent").isVisible());
            page.locator("#code").fill(found(CODE, text, 1));
            page.keyboard().press("Enter");
            page.waitForURL("**/dashboard/");
            assertEquals(200, session(page));
        }
    }

    /** Asks for a mail on the page; answers its text. */
    private static String mail(Page page, String email) throws Exception {
        page.locator("#email").fill(email);
        page.locator("#ask button").click();
        var texts = new ArrayList<String>();
        var key = RequestOptions.create().setHeader("X-Api-Key", Chromium.KEY);
        Eventually.await("a mail came", () -> {
            var mails = new JsonObject(page.request()
                            .get(url(page, "/api/email?status=outbox"), key)
                            .text())
                    .getJsonArray("emails");
            for (Object mail : mails) {
                if (((JsonObject) mail).getJsonArray("to").contains(email)) {
                    texts.add(((JsonObject) mail).getString("id"));
                    return true;
                }
            }
            return false;
        });
        String mail = page.request()
                .get(url(page, "/api/email/" + texts.getFirst()), key)
                .text();
        return new JsonObject(mail).getString("text");
    }

    private static String url(Page page, String path) {
        return page.evaluate("location.origin") + path;
    }

    /** What the session's cookie is worth together with the browser's key. */
    private static int session(Page page) {
        Object status = page.evaluate("""
                async () => {
                  const {proof} = await import("/dashboard/kit/session.js");
                  const path = "/api/v1/auth/session";
                  return (await fetch(path, {headers: await proof("GET", path)})).status;
                }""");
        return ((Number) status).intValue();
    }

    private static String found(Pattern pattern, String text, int group) {
        assertNotNull(text);
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(group);
    }
}
