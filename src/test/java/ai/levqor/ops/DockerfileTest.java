package ai.levqor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.config.Setting;
import ai.levqor.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The image's file fits what it is made of. */
class DockerfileTest {
    /** Of the programs that the base image's busybox has, those that the file may use. */
    private static final Set<String> BUSYBOX = Set.of("wget", "addgroup", "adduser", "install", "rm");

    private static String lines() throws IOException {
        return Files.readString(Path.of("Dockerfile")).replace("\\\n", "");
    }

    private static List<MatchResult> find(String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(lines())
                .results()
                .toList();
    }

    @Test
    void whatItCopiesIsThere() throws IOException {
        List<String> ignored = Files.readAllLines(Path.of(".dockerignore"));
        List<MatchResult> copies = find("^COPY (?!--from)(\\S+) \\S+$");
        assertEquals(3, copies.size());
        for (MatchResult copy : copies) {
            Path source = Path.of(copy.group(1));
            assertTrue(Files.exists(source), source::toString);
            assertFalse(ignored.contains(source.toString()), source::toString);
        }
        for (String needed :
                List.of("pom.xml", "mvnw", "src/main", "conf", "schemas", "verticles", "webroot", "connectors")) {
            assertTrue(Files.exists(Path.of(needed)), needed);
            assertFalse(ignored.contains(Path.of(needed).getName(0).toString()), needed);
        }
        assertTrue(Files.isExecutable(Path.of("levqor")) && Files.isExecutable(Path.of("mvnw")));
    }

    @Test
    void itsVariablesAreSettings() throws IOException {
        Set<String> known = Settings.load(Map.of()).entries().stream()
                .map(Setting::key)
                .map(key -> "LEVQOR_"
                        + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
                .collect(Collectors.toSet());
        known.add("LEVQOR_SECRET_FILE");
        List<MatchResult> used = find("LEVQOR_[A-Z_]+");
        assertTrue(used.size() > 5);
        used.forEach(name -> assertTrue(known.contains(name.group()), name::group));
    }

    @Test
    void itRunsTheLauncherBesideTheJar() throws IOException {
        String folder = find("^WORKDIR (/opt/\\S+)$").getFirst().group(1);
        assertEquals(
                folder + "/levqor", find("^ENTRYPOINT \\[\"(.*)\"]$").getFirst().group(1));
        assertTrue(Files.readString(Path.of("levqor")).contains("$home/levqor.jar"));
        assertTrue(Files.readString(Path.of("levqor")).contains("$home/.mvn/jdk.sh"));
        // The cache is of use only under the flags, and for the path of the jar, that it was made with.
        assertEquals(
                1,
                find("-XX:AOTCacheOutput=levqor.aot .* -jar \"\\$PWD/levqor.jar\" ")
                        .size());
        for (MatchResult flag : find("-XX:\\+Use\\S+")) {
            assertTrue(Files.readString(Path.of("levqor")).contains(flag.group()), flag.group());
        }
    }

    @Test
    void itAsksForItsHealthByAProgramOfItsBase() throws IOException {
        assertEquals(
                "eclipse-temurin:25-jre-alpine", find("^FROM (\\S+)$").getLast().group(1));
        MatchResult health =
                find("^HEALTHCHECK .*CMD (\\w+) .*}(/\\w+)\" \\|\\| exit 1$").getFirst();
        assertTrue(BUSYBOX.contains(health.group(1)), health.group(1));
        assertEquals("/health", health.group(2));
        assertTrue(lines().indexOf("\nUSER levqor") > lines().lastIndexOf("\nRUN "), "it runs as nobody special");
    }
}
