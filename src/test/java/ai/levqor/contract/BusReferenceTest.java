package ai.levqor.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Code;
import ai.levqor.bus.Operation;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The page as a browser reads it. */
class BusReferenceTest {
    private static final String PAGE = BusReference.of("1.2.3");

    @Test
    void isTheSameEachTime() {
        assertEquals(PAGE, BusReference.of("1.2.3"));
    }

    @Test
    void showsEveryOperationAndCode() throws Exception {
        Set<String> ids = attributes(parsed(), "id");
        for (Operation operation : Catalog.operations()) {
            assertTrue(ids.contains(operation.name()), operation.name());
            assertTrue(PAGE.contains(operation.method() + " " + operation.path()), operation.path());
        }
        for (Code code : Code.values()) {
            assertTrue(ids.contains("code-" + code.wire()), code.wire());
        }
    }

    @Test
    void linksOnlyToItselfAndTheSite() throws Exception {
        Document page = parsed();
        Set<String> ids = attributes(page, "id");
        for (String link : attributes(page, "href")) {
            boolean ofTheSite = Set.of("/", "/favicon.svg", "/docs/docs.css").contains(link);
            assertTrue(ofTheSite || ids.contains(link.substring(1)), link);
        }
        assertEquals(Set.of(), attributes(page, "src"));
        assertFalse(PAGE.contains("<script"));
        assertNotNull(getClass().getResource("/webroot/docs/docs.css"));
    }

    @Test
    void escapesTheVersion() {
        assertTrue(BusReference.of("<1>").contains("Levqor &lt;1&gt;"));
    }

    /** The page is well-formed XML as well, so that a tag left open shows. */
    private static Document parsed() throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(PAGE.getBytes(StandardCharsets.UTF_8)));
    }

    private static Set<String> attributes(Document page, String name) {
        var values = new HashSet<String>();
        var elements = page.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            if (elements.item(i) instanceof Element element && element.hasAttribute(name)) {
                values.add(element.getAttribute(name));
            }
        }
        return values;
    }
}
