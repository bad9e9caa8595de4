package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which clients get a page where others get JSON. */
class AcceptTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | true",
                "text/html | true",
                "text/html;q=0.2 | true",
                "text/html, application/json | true",
                "application/json, text/html | false",
                "text/html;q=0.2, application/json;q=0.3 | false",
                "text/html;q=0 | false",
                "text/html;q=0.5, application/* | false",
                "text/* | false",
                "*/* | false"
            })
    void browsersPreferPages(String accept, boolean page) {
        assertEquals(page, Accept.prefers(accept, "text/html", "application/json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br | true",
                "gzip, deflate, BR;q=0.1 | true",
                "gzip, deflate | false",
                "br;q=0 | false",
                "br;q=0.0, gzip | false",
                "* | false",
                "brotli | false",
                "'' | false"
            })
    void aCodingIsUsedWhenItIsNamed(String header, boolean named) {
        assertEquals(named, Accept.names(header, "br"));
    }

    @Test
    void noHeaderIsNoWish() {
        assertFalse(Accept.names(null, "gzip"));
        assertFalse(Accept.prefers(null, "text/html", "application/json"));
    }
}
