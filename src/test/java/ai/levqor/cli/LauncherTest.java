package ai.levqor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs copies of the scripts in a project of their own, with a JDK and a Maven that say how they were called. */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            echo "in $(pwd -P)"
            for word in "$@"; do echo "word $word"; done
            """;
    private static final String BUILDS = "#!/bin/sh\necho built >>builds\ntouch target/levqor-1.0.0.jar\n";

    @TempDir
    private Path temp;

    private Path project;
    private final Map<String, String> env = new HashMap<>();

    record Outcome(int status, String out, String err) {}

    @BeforeEach
    void project() throws IOException {
        temp = temp.toRealPath();
        project = Files.createDirectories(temp.resolve("the project"));
        Files.createDirectories(project.resolve(".mvn"));
        for (String script : List.of("levqor", "mvnw", ".mvn/jdk.sh")) {
            Files.copy(Path.of(script), project.resolve(script));
        }
        Files.createFile(project.resolve("pom.xml"));
        // A PATH of its own, so that no Java of this machine is found.
        Path bin = Files.createDirectories(temp.resolve("bin"));
        for (String tool :
                List.of("sh", "ls", "dirname", "readlink", "grep", "find", "head", "tail", "mkdir", "touch", "sleep")) {
            Files.createSymbolicLink(bin.resolve(tool), tool(tool));
        }
        env.put("PATH", bin.toString());
        env.put("HOME", temp.toString());
        env.put("JDK_ROOTS", temp.resolve("jdks").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"levqor", "mvnw"})
    void withoutAJdk25ThereIsOneClearLine(String script) throws Exception {
        Outcome outcome = run(temp, project.resolve(script), "config");

        assertEquals(1, outcome.status());
        assertEquals(
                "Levqor needs a JDK 25 and found none: install one (any vendor) or set JAVA_HOME to it.\n",
                outcome.err());
        assertEquals("", outcome.out());
    }

    @Test
    void anotherJavaIsNotTaken() throws Exception {
        env.put("JAVA_HOME", jdk("17.0.12", "java", "javac").toString());

        assertEquals(1, run(temp, project.resolve("levqor")).status());
    }

    @Test
    void aMissingJarIsBuiltOnceAndRunInTheCallersFolder() throws Exception {
        env.put("JDK_ROOTS", jdk("25.0.1", "java", "javac").toString());
        env.put("JAVA_OPTS", "-Xmx64m -Da=*");
        script(project.resolve("mvnw"), BUILDS);
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), Path.of("../the project/levqor"));

        Outcome first = run(elsewhere, link, "config", "two words");
        Outcome second = run(elsewhere, link, "config");

        assertEquals(0, first.status(), first.err());
        List<String> lines = first.out().lines().toList();
        assertEquals("in " + elsewhere, lines.getFirst());
        assertTrue(lines.containsAll(List.of("word -Xmx64m", "word -Da=*")), first.out());
        assertEquals(
                List.of("word -jar", "word " + project + "/target/levqor-1.0.0.jar", "word config", "word two words"),
                lines.subList(lines.size() - 4, lines.size()));
        assertTrue(first.err().startsWith("Building Levqor"), first.err());
        assertEquals("", second.err());
        assertEquals("built\n", Files.readString(project.resolve("builds")));
    }

    /** A JVM that gets two collectors does not start. */
    @ParameterizedTest
    @CsvSource({"'', -XX:+UseParallelGC", "-Xmx64m, -XX:+UseParallelGC", "-Xmx64m -XX:+UseZGC, -XX:+UseZGC"})
    void thereIsOneCollector(String options, String collector) throws Exception {
        env.put("JDK_ROOTS", jdk("25.0.1", "java", "javac").toString());
        env.put("JAVA_OPTS", options);
        script(project.resolve("mvnw"), BUILDS);
        List<String> lines =
                run(temp, project.resolve("levqor"), "config").out().lines().toList();
        assertEquals(
                List.of("word " + collector),
                lines.stream()
                        .filter(line -> line.matches("word -XX:\\+Use.*GC"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "src/main/java/A.java", "conf/levqor.yaml", "schemas/a.json"})
    void aJarOlderThanItsSourcesIsBuiltAgain(String source) throws Exception {
        env.put("JAVA_HOME", jdk("25", "java", "javac").toString());
        script(project.resolve("mvnw"), BUILDS);
        Files.createDirectories(project.resolve(source).getParent());
        Path jar = Files.createDirectory(project.resolve("target")).resolve("levqor-1.0.0.jar");
        Files.writeString(jar, "");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        assertEquals("", run(temp, project.resolve("levqor")).err());

        Files.writeString(project.resolve(source), "");
        Files.setLastModifiedTime(
                project.resolve(source), FileTime.from(Instant.now().plusSeconds(120)));
        run(temp, project.resolve("levqor"));

        assertEquals("built\n", Files.readString(project.resolve("builds")));
    }

    @Test
    void aFailedBuildShowsTheEndOfItsLog() throws Exception {
        env.put("JAVA_HOME", jdk("25", "java", "javac").toString());
        script(project.resolve("mvnw"), "#!/bin/sh\necho 'A.java: no such symbol'\nexit 3\n");

        Outcome outcome = run(temp, project.resolve("levqor"), "config");

        assertEquals(1, outcome.status());
        assertEquals("", outcome.out());
        assertTrue(outcome.err().contains("A.java: no such symbol"), outcome.err());
        assertTrue(outcome.err().contains("whole log is " + project + "/target/build.log"), outcome.err());
    }

    @Test
    void aGivenJarNeedsNoJdkAndNoBuild() throws Exception {
        env.put("JAVA_HOME", jdk("25.0.1", "java").toString());
        Path jar = Files.createFile(temp.resolve("given.jar"));
        env.put("LEVQOR_JAR", jar.toString());

        Outcome given = run(temp, project.resolve("levqor"));
        env.put("LEVQOR_JAR", temp.resolve("none.jar").toString());
        Outcome missing = run(temp, project.resolve("levqor"));
        env.remove("LEVQOR_JAR");
        Files.createFile(project.resolve("levqor.jar"));
        Outcome beside = run(temp, project.resolve("levqor"));

        assertTrue(given.out().endsWith("word -jar\nword " + jar + "\n"), given.out());
        assertEquals(1, missing.status());
        assertEquals("LEVQOR_JAR names " + temp.resolve("none.jar") + ", which is no file\n", missing.err());
        assertTrue(beside.out().endsWith("word " + project + "/levqor.jar\n"), beside.out());
        assertFalse(Files.exists(project.resolve("target")));
    }

    private Path jdk(String version, String... tools) throws IOException {
        Path home = temp.resolve("jdks/" + version);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        for (String tool : tools) {
            script(home.resolve("bin").resolve(tool), JAVA);
        }
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path tool(String name) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private Outcome run(Path folder, Path script, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(temp, "out", "");
        Path err = Files.createTempFile(temp, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(env);
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end: " + Files.readString(err));
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
