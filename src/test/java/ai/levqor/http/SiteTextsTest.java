package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages tell of the software is what it does, as far as its declarations have it. */
class SiteTextsTest {
    private static String page(String name) throws IOException {
        return Files.readString(Path.of("webroot", name));
    }

    @Test
    void theQuestionsNameAllReasonsForWhichAJobWaits() throws Exception {
        var types = new JsonObject(Files.readString(Path.of("schemas/types.json")));
        var reasons = (JsonArray)
                JsonPointer.from("/$defs/waiting/properties/reason/enum").queryJson(types);
        assertFalse(reasons.isEmpty());
        String questions = page("faq/index.html");
        for (Object reason : reasons) {
            assertTrue(questions.contains("<code>" + reason + "</code>"), reason::toString);
        }
    }

    @Test
    void privacyNamesTheServicesThatConnectorsCall() throws Exception {
        String privacy = page("legal/privacy.html").toLowerCase(Locale.ROOT);
        try (Stream<Path> manifests = Files.list(Path.of("connectors"))) {
            List<String> services = manifests
                    .map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .filter(name -> !name.equals("http"))
                    .toList();
            assertFalse(services.isEmpty());
            for (String service : services) {
                assertTrue(privacy.contains(service), service);
            }
        }
        assertTrue(privacy.contains("stripe"));
    }

    @Test
    void cookiesAreForThoseWhoSignIn() throws Exception {
        for (String name : List.of("faq/index.html", "legal/privacy.html")) {
            assertTrue(page(name).contains("no cookies unless you sign in"), name);
        }
    }
}
