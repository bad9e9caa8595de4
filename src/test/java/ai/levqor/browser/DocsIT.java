package ai.levqor.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.browser.Chromium.Screen;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import ai.levqor.jobs.Jobs;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Swagger UI and ReDoc under the policy of their pages, without any other server. Everybody can use all of the pages that
 * is ours; what the two draw within them is theirs.
 */
class DocsIT {
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

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "DARK_PHONE"}) // both widths and both schemes; these pages are slow to draw
    void swaggerUiShowsEveryOperation(Screen screen) throws Exception {
        try (Visit visit = chromium.visit(screen)) {
            Page page = visit.open("/docs");
            page.waitForSelector(".opblock");
            Object shown = page.locator(".opblock").evaluateAll("""
                    blocks => blocks.map(block => /opblock-(get|post|put|patch|delete)/.exec(block.className)[1]
                            + ' ' + block.querySelector('[data-path]').dataset.path).sort()""");
            List<String> all = Catalog.operations().stream()
                    .map(operation -> operation.method().toLowerCase(Locale.ROOT) + ' ' + operation.path())
                    .sorted()
                    .toList();
            // Besides there is what the process answers itself, such as its health.
            List<?> operations =
                    ((List<?>) shown).stream().filter(all::contains).toList();
            assertEquals(all, operations);
            assertEquals(List.of(), visit.inaccessible("html", "#swagger-ui > *"));
            assertEquals(0, visit.hiddenToTheRight());
        }
    }

    private static Locator block(Page page, Operation operation) {
        String method = operation.method().toLowerCase(Locale.ROOT);
        return page.locator(".opblock-" + method + ":has([data-path='" + operation.path() + "'])");
    }

    @Test
    void aRequestIsTriedOutWithAKey() {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            Page page = visit.open("/docs");
            page.locator("button.authorize").click();
            page.locator(".modal-ux input").first().fill(Chromium.KEY);
            page.locator(".modal-ux button.authorize").first().click();
            page.locator(".modal-ux button.btn-done").first().click();
            Locator queues = block(page, Jobs.QUEUES);
            queues.locator("button.opblock-summary-control").click();
            queues.locator("button.try-out__btn").click();
            queues.locator("button.execute").click();
            Locator status = queues.locator(".live-responses-table .response-col_status");
            status.last().waitFor();
            assertTrue(
                    status.last().innerText().startsWith("200"), status.last().innerText());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "DARK_PHONE"}) // both widths and both schemes; these pages are slow to draw
    void redocShowsEveryOperation(Screen screen) throws Exception {
        try (Visit visit = chromium.visit(screen)) {
            Page page = visit.open("/redoc");
            page.waitForSelector("[data-section-id]");
            // The service's own paths, such as /health, are there beside the operations.
            Object shown = page.locator("[id*='/operation/']:not([id^='tag/service/'])")
                    .evaluateAll("all => all.map(one => one.id).sort()");
            List<String> all = Catalog.operations().stream()
                    .map(operation -> "tag/" + operation.actor() + "/operation/" + operation.name())
                    .sorted()
                    .toList();
            assertEquals(all, shown);
            assertEquals(0, visit.hiddenToTheRight());
            visit.remove("[id*='/operation/']");
            assertEquals(List.of(), visit.inaccessible("html", "#redoc > *"));
        }
    }

    @Test
    void redocIsSearched() {
        try (Visit visit = chromium.visit(Screen.DESKTOP)) {
            Page page = visit.open("/redoc");
            page.locator("input[aria-label='Search']").fill("pause");
            Locator found = page.locator("[data-role='search:results'] li");
            found.first().waitFor();
            assertTrue(found.allInnerTexts().toString().contains("Pause a workflow"), found.allInnerTexts()::toString);
        }
    }
}
