package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.bus.Caller;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {
    private static final KeyHash HASH = new KeyHash(MasterSecret.of("a secret of an installation, long"));

    private final KeyRing ring =
            new KeyRing(List.of("dev_key_1", "schlüssel mit leerzeichen"), List.of(" next_key_9 "), HASH);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"dev_key_1", "schlüssel mit leerzeichen", "next_key_9"})
    void currentAndNextKeysMayEverything(String key) {
        Caller principal = find(ring, key).orElseThrow();

        assertEquals(Set.of("*"), principal.scopes());
        assertTrue(principal.may("jobs:write"));
        assertFalse(principal.id().contains(key));
    }

    @ParameterizedTest
    @EmptySource
    @ValueSource(strings = {"dev_key_", "dev_key_11", "DEV_KEY_1", " next_key_9 ", "*", "dev_key_1,next_key_9"})
    void everythingElseIsNobody(String presented) {
        assertEquals(Optional.empty(), find(ring, presented));
    }

    @Test
    void eachKeyHasItsOwnStableName() {
        String name = find(ring, "dev_key_1").orElseThrow().id();

        assertNotEquals(name, find(ring, "next_key_9").orElseThrow().id());
        assertEquals(
                name,
                find(new KeyRing(List.of(), List.of("dev_key_1"), HASH), "dev_key_1")
                        .orElseThrow()
                        .id());
    }

    @Test
    void anEmptyRingKnowsNobody() {
        assertEquals(Optional.empty(), find(new KeyRing(List.of(), List.of(), HASH), "dev_key_1"));
    }

    @Test
    void shortKeysAreRefusedByPlaceAndNotByText() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> new KeyRing(List.of(), List.of("long_enough", "secret7"), HASH));

        assertTrue(refusal.toString().contains("LEVQOR_API_KEYS_NEXT: key 2 "), refusal.toString());
        assertFalse(refusal.toString().contains("secret7"), refusal.toString());
        assertThrows(IllegalArgumentException.class, () -> new KeyRing(List.of(""), List.of(), HASH));
    }

    @Test
    void neverPrintsItsKeys() {
        assertEquals("KeyRing[3 keys]", ring.toString());
    }

    @Test
    void theDevelopmentKeyIsMadeOnceForItsOwnerOnly() throws IOException {
        String key = KeyRing.developmentKey(folder);

        assertEquals(key, KeyRing.developmentKey(folder));
        assertEquals(ApiKey.Kind.TEST, ApiKey.parse(key).orElseThrow().kind());
        assertEquals(
                PosixFilePermissions.fromString("rw-------"),
                Files.getPosixFilePermissions(folder.resolve("development-api-key")));
        assertTrue(find(new KeyRing(List.of(key), List.of(), HASH), key).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "*, jobs:write, true",
        "jobs:write, jobs:write, true",
        "jobs:*, jobs:write, true",
        "jobs:*, jobs:read, true",
        "jobs:write, jobs:read, false",
        "jobs:*, jobsx:write, false",
        "jobs:*, users:write, false",
        "jobs, jobs:write, false",
        "jobs:write, *, false",
        ":*, :x, false",
    })
    void scopes(String held, String asked, boolean granted) {
        assertEquals(granted, new Caller("p", Set.of(held), "", "").may(asked));
    }

    @Test
    void anonymousMayNothing() {
        assertFalse(Caller.ANONYMOUS.may("jobs:read"));
        assertFalse(Caller.ANONYMOUS.may("*"));
    }

    @Test
    void scopesCannotBeAddedLater() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> find(ring, "dev_key_1").orElseThrow().scopes().add("x"));
    }

    private static Optional<Caller> find(KeyRing ring, String key) {
        return Optional.ofNullable(ring.find(HASH.of(key))).map(Future::result);
    }
}
