package ai.levqor.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in their one form, and JSON Merge Patch. */
class EmailAddressTest {
    @ParameterizedTest
    @CsvSource({
        "ann@example.com, ann@example.com",
        "' ANN.Lee+x@Example.COM ', ann.lee+x@example.com",
        "o'neil!#$%&*/=?^_`{|}~-@example.com, o'neil!#$%&*/=?^_`{|}~-@example.com",
        "ann@bücher.de, ann@xn--bcher-kva.de",
        "ann@BÜCHER.DE, ann@xn--bcher-kva.de",
        "ann@XN--BCHER-KVA.de, ann@xn--bcher-kva.de",
        "ann@bu\u0308cher.de, ann@xn--bcher-kva.de",
        "ann@例え。テスト, ann@xn--r8jz45g.xn--zckzah",
        "ann@ex\uFF41mple.com, ann@example.com",
        "ann@xn--fa-hia.de, ann@xn--fa-hia.de",
        "ann@1und1.de, ann@1und1.de",
        "I@example.com, i@example.com"
    })
    void hasOneForm(String given, String text) {
        EmailAddress address = EmailAddress.parse("email", given);
        assertEquals(text, address.text());
        assertEquals(address, EmailAddress.parse("email", address.text()), "the form is its own form");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "ann",
                "ann@",
                "@example.com",
                "ann@example",
                "ann@example.",
                "ann@.example.com",
                "ann@exa mple.com",
                "ann@ex_ample.com",
                "ann@-example.com",
                "ann@example-.com",
                "ann@127.0.0.1",
                "ann@[127.0.0.1]",
                "ann@faß.de",
                "a@b@example.com",
                ".ann@example.com",
                "ann.@example.com",
                "a..b@example.com",
                "\"ann lee\"@example.com",
                "änn@example.com",
                "ann\u0000@example.com",
                "ann\r\nBcc: x@example.com",
                "Ann <ann@example.com>"
            })
    void refusesWhatIsNone(String given) {
        Failure failure = assertThrows(Failure.class, () -> EmailAddress.parse("email", given));
        assertEquals("email", failure.field());
    }

    @Test
    void isBoundedAsSmtpIs() {
        String local = "x".repeat(64);
        String label = "y".repeat(63);
        String longest = local + "@" + label + "." + label + "." + "z".repeat(58) + ".de";
        assertEquals(254, longest.length());
        assertEquals(longest, EmailAddress.parse("email", longest).text());
        for (String tooLong : new String[] {"x" + local + "@a.de", "x@y" + label + ".de", longest + "x"}) {
            assertThrows(Failure.class, () -> EmailAddress.parse("email", tooLong));
        }
    }

    /** The examples of RFC 7396, appendix A, whose target and patch are objects. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':'b'} | {'a':'c'} | {'a':'c'}",
                "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
                "{'a':'b'} | {'a':null} | {}",
                "{'a':'b','b':'c'} | {'a':null} | {'b':'c'}",
                "{'a':['b']} | {'a':'c'} | {'a':'c'}",
                "{'a':'c'} | {'a':['b']} | {'a':['b']}",
                "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
                "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
                "{'e':null} | {'a':1} | {'e':null,'a':1}",
                "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}"
            },
            quoteCharacter = '`')
    void mergesAsTheStandardSays(String target, String patch, String result) {
        JsonObject before = json(target);
        assertEquals(json(result), MergePatch.apply(before, json(patch)));
        assertEquals(json(target), before);
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }
}
