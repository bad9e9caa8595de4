package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final KeyHash hash = new KeyHash(MasterSecret.of("a secret of an installation, long"));

    @ParameterizedTest
    @EnumSource
    void parsesWhatItGenerates(ApiKey.Kind kind) {
        ApiKey key = ApiKey.generate(kind);

        ApiKey parsed = ApiKey.parse(key.text()).orElseThrow();

        assertEquals(kind, parsed.kind());
        assertEquals(key.text(), parsed.text());
        assertEquals(key.id(), parsed.id());
        assertEquals(key.hash(hash), parsed.hash(hash));
        assertTrue(key.text().matches("lvq_(live|test)_[0-9A-Za-z]{36}"), key.text());
    }

    @Test
    void everyKeyIsAnother() {
        Set<String> texts = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ApiKey key = ApiKey.generate(ApiKey.Kind.LIVE);
            texts.add(key.text());
            ids.add(key.id());
        }

        assertEquals(1_000, texts.size());
        assertEquals(1_000, ids.size());
    }

    @Test
    void everyTypingErrorOfOneCharacterIsSeen() {
        String text = ApiKey.generate(ApiKey.Kind.LIVE).text();
        for (int i = "lvq_live_".length(); i < text.length(); i++) {
            char typed = DIGITS.charAt((DIGITS.indexOf(text.charAt(i)) + 1) % DIGITS.length());
            String wrong = text.substring(0, i) + typed + text.substring(i + 1);

            assertEquals(Optional.empty(), ApiKey.parse(wrong), "character " + i);
        }
    }

    @Test
    void theKindIsPartOfTheChecksum() {
        String live = ApiKey.generate(ApiKey.Kind.LIVE).text();

        assertEquals(Optional.empty(), ApiKey.parse(live.replace("lvq_live_", "lvq_test_")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lvq_live_",
                "lvq_live_0000000000000000000000000000000000000",
                "lvq_prod_000000000000000000000000000000000000",
                "lvq_live_00000000000000000000000000000000000-",
                "sk_live_0000000000000000000000000000000000000",
            })
    void refusesOtherForms(String text) {
        assertEquals(Optional.empty(), ApiKey.parse(text));
    }

    @Test
    void theChecksumIsTheCrc32OfAllBefore() {
        // CRC-32 of "lvq_test_" and thirty zeros, computed elsewhere, in base 62.
        assertTrue(ApiKey.parse("lvq_test_0000000000000000000000000000002E8ma8").isPresent());
    }

    @Test
    void idAndPrintedFormDoNotShowTheKey() {
        ApiKey key = ApiKey.generate(ApiKey.Kind.LIVE);

        assertTrue(key.id().matches("live_[0-9a-f]{12}"), key.id());
        assertEquals("ApiKey[" + key.id() + "]", key.toString());
        assertFalse(key.text().contains(key.id().substring(5)));
    }

    @Test
    void theHashDependsOnTheMasterSecret() {
        ApiKey key = ApiKey.generate(ApiKey.Kind.LIVE);
        KeyHash other = new KeyHash(MasterSecret.of("b secret of an installation, long"));

        assertTrue(key.hash(hash).matches("[0-9a-f]{64}"));
        assertNotEquals(key.hash(hash), key.hash(other));
    }
}
