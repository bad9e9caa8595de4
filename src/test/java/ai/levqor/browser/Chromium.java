package ai.levqor.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.levqor.TestPorts;
import ai.levqor.config.Settings;
import ai.levqor.node.Node;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A node and a browser for it, which talks to nobody else. */
final class Chromium implements AutoCloseable {
    /** A key that the node knows. */
    static final String KEY = "browser-6d1f0b9ac2e74835";

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");

    private final Node node;
    private final Playwright playwright;
    private final Browser browser;
    private final String base;

    private Chromium(Node node, String base, Path executable) {
        this.node = node;
        this.base = base;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run")));
    }

    /**
     * Starts both. Without a Chromium the test is skipped, unless {@code CHROMIUM_REQUIRED} is set, as {@code .ci/run}
     * does.
     */
    static Chromium start() throws IOException {
        return start(Map.of());
    }

    /** The same, with further settings of the node. */
    static Chromium start(Map<String, String> settings) throws IOException {
        Optional<Path> executable = installed();
        String missing = "No Chromium on the PATH (" + String.join(", ", NAMES) + "): `apt-get install chromium`.";
        if (executable.isEmpty() && System.getenv("CHROMIUM_REQUIRED") != null) {
            throw new IllegalStateException(missing);
        }
        assumeTrue(executable.isPresent(), missing);
        int port = TestPorts.free();
        Path data = Files.createTempDirectory("levqor-browser-");
        var all = new HashMap<>(settings);
        all.put("LEVQOR_DATA_DIR", data.toString());
        all.put("LEVQOR_HTTP_PORT", Integer.toString(port));
        all.put("LEVQOR_API_KEYS", KEY);
        all.put("LEVQOR_SITE_CONTACT", "mailto:operator@example.com");
        Node node = Node.start(Settings.load(all), Set.of(), false);
        return new Chromium(node, "http://127.0.0.1:" + port, executable.orElseThrow());
    }

    /** A new browser profile, looking at nothing yet. */
    Visit visit(Screen screen) {
        return new Visit(browser, base, screen);
    }

    /** Where the node is reached. */
    String base() {
        return base;
    }

    private static Optional<Path> installed() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
        node.stop()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** What somebody looks through. */
    enum Screen {
        DESKTOP(1280, false),
        DARK(1280, true),
        PHONE(360, false),
        DARK_PHONE(360, true);

        final int width;
        final boolean dark;

        Screen(int width, boolean dark) {
            this.width = width;
            this.dark = dark;
        }
    }
}
