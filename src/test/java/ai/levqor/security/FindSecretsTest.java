package ai.levqor.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The look for secrets at the end of the build finds a planted one, and says where without repeating it. */
class FindSecretsTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."));

    @TempDir
    Path produced;

    private record Ended(int status, String output) {}

    @Test
    void findsWhatIsPlanted() throws Exception {
        Files.writeString(produced.resolve("logs-1.txt"), "a quiet line\nand another\n");
        Ended clean = look();
        assertEquals(0, clean.status(), clean.output());

        for (String secret : List.of(
                "lvq_live_4L1pJ0hQMBYbyrwVJs7GxE36whQgVm2RTsI4",
                "SECRET-telegram",
                "whsec_stub_4f1a9c",
                "postgresql://levqor:hunter2@db.example.com/levqor",
                "Authorization: Bearer abcdefghijklmnop")) {
            Files.writeString(produced.resolve("logs-1.txt"), "a quiet line\nsending " + secret + " now\n");
            Ended found = look();
            assertEquals(1, found.status(), secret + "\n" + found.output());
            assertTrue(found.output().contains("logs-1.txt:2: …sending "), found.output());
            assertFalse(found.output().contains(secret), found.output());
        }
    }

    private Ended look() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        ROOT.resolve("src/build/java/FindSecrets.java").toString(),
                        ROOT.resolve("src/test/resources/secrets.txt").toString(),
                        produced.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
