package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterSecretTest {
    private static final String SECRET = "kX9vQ2mZ7rT4wB8nL1pD6sF3hJ5gC0yA";

    @TempDir
    private Path folder;

    @Test
    void theConfiguredSecretIsUsed() {
        CoreSettings settings = Settings.load(Map.of("LEVQOR_SECRET", SECRET, "LEVQOR_DATA_DIR", folder.toString()))
                .core();

        assertEquals(SECRET, MasterSecret.of(settings));
        assertFalse(Files.exists(folder.resolve("secret")));
    }

    @Test
    void developmentKeepsAGeneratedOneForItsOwnerAlone() throws IOException {
        Path data = folder.resolve("new/data");

        String first = MasterSecret.of(core(data));

        assertTrue(first.length() >= CoreSettings.SECRET_LENGTH);
        assertEquals(first, MasterSecret.of(core(data)));
        assertNotEquals(first, MasterSecret.of(core(folder.resolve("other"))));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("secret"))));
    }

    @Test
    void aDataFolderThatCannotBeIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        UncheckedIOException failure = assertThrows(UncheckedIOException.class, () -> MasterSecret.of(core(file)));

        assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()));
    }

    private static CoreSettings core(Path data) {
        return Settings.load(Map.of("LEVQOR_DATA_DIR", data.toString())).core();
    }
}
