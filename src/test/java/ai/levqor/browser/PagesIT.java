package ai.levqor.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.browser.Chromium.Screen;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The static pages: nothing goes wrong, nothing is asked of others, and everybody can read and use them. */
class PagesIT {
    private static final List<String> PAGES = List.of(
            "/",
            "/faq/",
            "/legal/privacy.html",
            "/legal/terms.html",
            "/legal/cookies.html",
            "/docs/postman/",
            "/dashboard/key.html",
            "/nothing/here");

    /** The operations on the page of the event bus are many and of one form, of which axe looks at one an actor. */
    private static final String ALIKE = "article:not(:first-of-type)";

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    static Stream<Arguments> everyPageOnEveryScreen() {
        return Stream.concat(
                PAGES.stream().flatMap(page -> Stream.of(Screen.values()).map(screen -> Arguments.of(page, screen))),
                // A page as long as this takes its time; these have both widths and both schemes.
                Stream.of(Screen.DESKTOP, Screen.DARK_PHONE).map(screen -> Arguments.of("/docs/bus", screen)));
    }

    @ParameterizedTest
    @MethodSource("everyPageOnEveryScreen")
    void isAccessibleAndFits(String path, Screen screen) throws Exception {
        try (Visit visit = chromium.visit(screen)) {
            visit.open(path, path.startsWith("/nothing") ? 404 : 200);
            assertEquals(0, visit.hiddenToTheRight(), path + " scrolls sideways at " + screen.width + " px");
            visit.remove(ALIKE);
            assertEquals(List.of(), visit.inaccessible("html"));
        }
    }

    @Test
    void theKeyboardSkipsToTheContent() {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            var page = visit.open("/");
            page.keyboard().press("Tab");
            assertEquals("Skip to the content", page.evaluate("document.activeElement.textContent"));
            Object top = page.evaluate("document.activeElement.getBoundingClientRect().top");
            assertTrue(((Number) top).doubleValue() >= 0, "the link is to be seen when it has the focus");
            page.keyboard().press("Enter");
            page.keyboard().press("Tab");
            assertEquals("Try the API", page.evaluate("document.activeElement.textContent"));
        }
    }

    @Test
    void theKeyboardOpensAQuestion() {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            var page = visit.open("/faq/");
            var question = page.locator("details").first();
            assertEquals(0, page.locator("details[open]").count());
            question.locator("summary").focus();
            page.keyboard().press("Enter");
            assertTrue(question.locator(".answer").isVisible());
            page.keyboard().press("Enter");
            assertTrue(question.locator(".answer").isHidden());
        }
    }

    @Test
    void thePagesFollowTheColourScheme() {
        assertNotEquals(background(Screen.DESKTOP), background(Screen.DARK));
    }

    private static Object background(Screen screen) {
        try (Visit visit = chromium.visit(screen)) {
            return visit.open("/").evaluate("getComputedStyle(document.body).backgroundColor");
        }
    }

    @Test
    void theOperatorIsNamed() {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            var page = visit.open("/legal/privacy.html");
            assertEquals(
                    "mailto:operator@example.com",
                    page.locator("main a[href^='mailto:']").first().getAttribute("href"));
            assertTrue(page.locator("main").innerText().contains("30 days after the job ended"));
        }
    }
}
