package ai.levqor.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.browser.Chromium.Screen;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.LoadState;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A page in a profile of its own. What goes wrong on it is collected; {@link #close} fails when anything did. */
final class Visit implements AutoCloseable {
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    /** Runs axe with the rules of WCAG 2.2 AA on a part of the page; answers what it finds, a line each. */
    private static final String CHECK = """
            async ([include, exclude]) => {
              const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
              const found = await axe.run({include: [include], exclude: exclude.map(e => [e])}, {runOnly: {type: "tag", values: tags}});
              return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html} ${n.failureSummary}`));
            }""";

    private final BrowserContext context;
    private final Page page;
    private final String base;
    private final List<String> problems = new ArrayList<>();

    Visit(Browser browser, String base, Screen screen) {
        this.base = base;
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(screen.width, 900)
                .setColorScheme(screen.dark ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE));
        page = context.newPage();
        page.onPageError(error -> problems.add("error: " + error));
        page.onConsoleMessage(message -> {
            // axe reads the pixels of text to find its colours; the warning about that is its own.
            boolean axe = message.text().startsWith("Canvas2D");
            if (!axe && !message.type().equals("log") && !message.type().equals("info")) {
                problems.add("console " + message.type() + ": " + message.text());
            }
        });
        page.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(base + "/") && !url.startsWith("data:") && !url.startsWith("blob:" + base)) {
                problems.add("request to somebody else: " + url);
            }
        });
        page.addInitScript("""
                window.violations = [];
                document.addEventListener("securitypolicyviolation",
                    e => window.violations.push(`${e.effectiveDirective} refused ${e.blockedURI}`));""");
    }

    /** Opens a path that is there. */
    Page open(String path) {
        return open(path, 200);
    }

    Page open(String path, int status) {
        Response response = page.navigate(base + path);
        assertNotNull(response, path);
        assertEquals(status, response.status(), path);
        page.waitForLoadState(LoadState.NETWORKIDLE);
        if (status != 200) {
            // Chromium reports the page's own status as a failed resource.
            problems.removeIf(problem -> problem.contains("the server responded with a status of " + status));
        }
        return page;
    }

    /** The page as it is now. */
    Page page() {
        return page;
    }

    /** That the browser refused something of which it tells by {@code words} is what the test is after. */
    void expectRefused(String words) {
        assertTrue(problems.removeIf(problem -> problem.contains(words)), () -> words + " is not in " + problems);
    }

    /** Goes to a path whose page never falls silent, as it follows a stream, and waits for what {@code selector} names. */
    Page await(String path, String selector) {
        page.navigate(base + path);
        page.waitForSelector(selector);
        return page;
    }

    /** Uses the dashboard with an API key, as who entered it in this tab; a frame's page of no origin keeps nothing. */
    void keep(String key) {
        page.addInitScript("if (self === top) sessionStorage.setItem('levqor.key', '" + key + "')");
    }

    /** Chromium reports each refusal by its own; those with {@code status} are what the test is after. */
    void expect(int status) {
        problems.removeIf(problem -> problem.contains("the server responded with a status of " + status));
    }

    /** What axe finds wrong in the part of the page that {@code selector} names, but for what is {@code foreign} to it. */
    List<String> inaccessible(String selector, String... foreign) throws IOException {
        try (var script = Objects.requireNonNull(Visit.class.getResourceAsStream(AXE), AXE)) {
            page.evaluate(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        return strings(page.evaluate(CHECK, List.of(selector, List.of(foreign))));
    }

    /** Takes what {@code selector} finds off the page: axe walks through what it is told to leave out, too. */
    void remove(String selector) {
        page.locator(selector).evaluateAll("all => all.forEach(one => one.remove())");
    }

    /** How many pixels are to the right of the window. */
    int hiddenToTheRight() {
        Object hidden = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return ((Number) hidden).intValue();
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        problems.addAll(strings(page.evaluate("window.violations")));
        context.close();
        assertEquals(List.of(), problems);
    }
}
