package ai.levqor.email;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Request;
import ai.levqor.contract.Schemas;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which mails are taken. */
class NewEmailTest {
    private final Schemas schemas = new Schemas();

    private NewEmail read(JsonObject input) {
        schemas.check(Email.SEND.request(), input);
        return NewEmail.of(new Request(input, Caller.SYSTEM));
    }

    private static JsonObject mail() {
        return new JsonObject().put("to", "ann@example.com").put("subject", "S").put("text", "T");
    }

    private String refused(JsonObject input) {
        return String.valueOf(assertThrows(Failure.class, () -> read(input)).field());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann",
                "ann@",
                "@example.com",
                "ann@exam ple.com",
                "ann@example.com\r\nBcc: eve@example.com",
                "Ann\r\nBcc: eve@example.com <ann@example.com>",
                "Ann <ann@example.com>, Eve <eve@example.com>",
                "\"Ann\" <ann@example.com>",
                "ann@-example.com",
                "ann..lee@example.com",
                "änn@example.com",
                "ann@exämple.com",
                "Ann <ann@example.com",
                "<script>@example.com",
                "ann@example.com\u0000"
            })
    void addressesThatAreNoneAreRefused(String address) {
        for (String field : new String[] {"to", "cc", "bcc", "reply_to"}) {
            assertEquals(field, refused(mail().put(field, address)));
            assertEquals(field + "[0]", refused(mail().put(field, new JsonArray().add(address))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\u0000", "a\u2028b", "\u0085"})
    void aSubjectIsOneLine(String subject) {
        assertEquals("subject", refused(mail().put("subject", subject)));
    }

    @ParameterizedTest
    @CsvSource({
        "../etc/passwd, text/plain, aGVsbG8=, filename",
        ".hidden, text/plain, aGVsbG8=, filename",
        "'a\"; filename=\"b', text/plain, aGVsbG8=, filename",
        "a.txt, 'text/plain; x=y', aGVsbG8=, content_type",
        "a.txt, text, aGVsbG8=, content_type",
        "a.txt, text/plain, no base64!, content"
    })
    void attachmentsThatCouldHarmAreRefused(String filename, String type, String content, String field) {
        var attachment = new JsonObject()
                .put("filename", filename)
                .put("content_type", type)
                .put("content", content);
        assertEquals("attachments[0]." + field, refused(mail().put("attachments", new JsonArray().add(attachment))));
    }

    @Test
    void countsAreBounded() {
        var many = new JsonArray(Collections.nCopies(30, "ann@example.com"));
        assertEquals("to", refused(mail().put("to", many).put("bcc", many)));
        assertEquals("to", refused(mail().put("to", new JsonArray())));
        assertEquals(
                "attachments",
                refused(mail().put(
                                "attachments",
                                new JsonArray(Collections.nCopies(
                                        21,
                                        new JsonObject().put("filename", "a").put("content", "YQ=="))))));
        assertDoesNotThrow(() -> read(mail().put("to", many)));
    }

    @Test
    void aMailNeedsContent() {
        JsonObject empty = mail();
        empty.remove("text");
        assertEquals("text", refused(empty));
        assertEquals(1, read(empty.put("html", "H")).size());
        assertEquals("from", refused(mail().put("from", "eve@example.com")), "the settings say who sends");
    }

    @Test
    void showsNothingOfTheMailInTheLog() {
        String shown = read(mail()).toString();
        assertFalse(shown.contains("ann@example.com") || shown.contains("T]"), shown);
    }
}
