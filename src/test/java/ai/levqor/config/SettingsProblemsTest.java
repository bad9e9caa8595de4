package ai.levqor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsProblemsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "LEVQOR_HTP_PORT, LEVQOR_HTTP_PORT",
        "LEVQOR_PORT, LEVQOR_HTTP_PORT",
        "LEVQOR_APIKEYS, LEVQOR_API_KEYS",
        "LEVQOR_API_KEYS_NXT, LEVQOR_API_KEYS_NEXT",
        "LEVQOR_DATABSE_URL, LEVQOR_DATABASE_URL",
        "LEVQOR_HTTP_PORT_FILE, LEVQOR_HTTP_PORT"
    })
    void anUnknownVariableIsRefusedWithTheNearestName(String variable, String nearest) {
        assertEquals(
                variable + " is no setting; did you mean " + nearest + "?",
                Loading.problem(Map.of(variable, "s3cr3t")));
    }

    @Test
    void aVariableLikeNoOtherPointsToTheList() {
        assertEquals(
                "LEVQOR_ZZZZZZZZZZZZZZZZZZZZZZZZZZZ is no setting; `levqor config` lists all settings",
                Loading.problem(Map.of("LEVQOR_ZZZZZZZZZZZZZZZZZZZZZZZZZZZ", "1")));
    }

    @Test
    void anUnknownKeyInTheFileIsRefusedWithItsLineAndTheNearestName() throws IOException {
        Path file = file("http:\n  port: 1\n  prot: 2\n");

        assertEquals(
                "file " + file + " line 3: http.prot is no setting; did you mean http.port?",
                Loading.problem(env(file)));
    }

    @Test
    void aGroupTakesNoValue() throws IOException {
        String problem = Loading.problem(env(file("cors: https://a.example\n")));

        assertTrue(problem.endsWith("cors is a group of settings (cors.origins) and takes no value itself"), problem);
    }

    @Test
    void onlyKnownProfilesHaveABlock() throws IOException {
        String problem = Loading.problem(env(file("profiles:\n  staging:\n    http:\n      port: 1\n")));

        assertTrue(problem.endsWith("profiles holds the settings of development and production"), problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LEVQOR_HTTP_PORT | 70000 | http.port is 70000; allowed: 0 to 65535
            LEVQOR_HTTP_PORT | abc | http.port is abc; allowed: a whole number
            LEVQOR_HTTP_PORT | 80.5 | http.port is 80.5; allowed: a whole number
            LEVQOR_HTTP_PORT | '' | http.port is empty; allowed: a whole number
            LEVQOR_HTTP_HOST | '' | http.host is empty; allowed: an address or host name, such as 127.0.0.1 or 0.0.0.0
            LEVQOR_PROFILE | prod | profile is prod; allowed: development or production
            LEVQOR_PROFILE | 1 | profile is 1; allowed: development or production
            LEVQOR_CLUSTER_ENABLED | yes | cluster.enabled is yes; allowed: true or false
            LEVQOR_CLUSTER_ENABLED | '' | cluster.enabled is empty; allowed: true or false
            LEVQOR_JOBS_LEASE | 15 | jobs.lease is 15; allowed: a duration such as 200ms, 15s, 5m, 24h or 30d
            LEVQOR_SHUTDOWN_TIMEOUT | 2h | shutdown-timeout is 2h; allowed: 0s to 1h
            LEVQOR_JOBS_HEARTBEAT_INTERVAL | 6s | jobs.heartbeat-interval is 6s; allowed: at most a third of jobs.lease (15s), so that one late heartbeat loses no job
            LEVQOR_JOBS_MAX_TIMEOUT | 1m | jobs.default-timeout is 5m; allowed: at most jobs.max-timeout (1m)
            LEVQOR_CORS_ORIGINS | https://a.example/ | cors.origins is https://a.example/; allowed: origins such as https://levqor.ai, without path or final slash, or *
            LEVQOR_SITE_CONTACT | security@example.com | site.contact is security@example.com; allowed: an https: or mailto: address, such as mailto:security@example.com
            LEVQOR_SITE_CONTACT | javascript:alert(1) | site.contact is javascript:alert(1); allowed: an https: or mailto: address, such as mailto:security@example.com
            LEVQOR_SITE_CONTACT | '' | site.contact is empty; allowed: an https: or mailto: address, such as mailto:security@example.com
            LEVQOR_DATABASE_URL | mysql://u:hidden@h/d | database.url is mysql://u:********@h/d; allowed: empty, sqlite:FILE or postgresql://user:password@host:port/db, with %40 for @ and %2F for / in the password
            LEVQOR_SECRET | short | secret is ********; allowed: at least 32 characters
            """)
    void aValueThatIsNotAllowedIsNamedWithWhatIs(String variable, String value, String problem) {
        String reported = Loading.problem(Map.of(variable, value));

        assertTrue(reported.startsWith(problem + " (set by "), reported);
    }

    @Test
    void theProblemSaysWhoSetTheValue() throws IOException {
        Path file = file("http:\n\n  port: 70000\n");

        assertEquals(
                "http.port is 70000; allowed: 0 to 65535 (set by file " + file + " line 3)",
                Loading.problem(env(file)));
    }

    @Test
    void aListIsNoSingleValue() throws IOException {
        String problem = Loading.problem(env(file("http:\n  port: [1, 2]\n")));

        assertTrue(problem.startsWith("http.port takes one value, not a list"), problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'a: [1'           | line 1
            'a: 1\na: 2\n'    | Duplicate field 'a'
            '- 1'             | must be a mapping
            'a: 1\n---\nb: 2' | one document
            'a: &x 1\nb: *x'  | aliases are not supported
            'a: [[1]]'        | a list holds single values only
            """)
    void aFileThatIsNoSettingsFileIsRefused(String yaml, String reason) throws IOException {
        Path file = file(yaml.replace("\\n", "\n"));

        String problem = Loading.problem(env(file));

        assertTrue(problem.startsWith(file + " line "), problem);
        assertTrue(problem.contains(reason), problem);
    }

    @Test
    void aBrokenFileIsNotQuoted() throws IOException {
        String problem = Loading.problem(env(file("secret: \"hidden-value\nhttp: {\n")));

        assertFalse(problem.contains("hidden"), problem);
    }

    @Test
    void aMissingFileIsRefused() {
        Path file = folder.resolve("none.yaml");

        String problem = Loading.problem(env(file));

        assertTrue(problem.startsWith("LEVQOR_CONFIG names " + file + ", which cannot be read"), problem);
    }

    @Test
    void allProblemsAreReportedTogether() throws IOException {
        Path file = file("bus:\n  max-in-flight: 0\nnonsense: 1\n");
        List<String> problems = Loading.problems(Map.of(
                "LEVQOR_CONFIG", file.toString(),
                "LEVQOR_PROFILE", "production",
                "LEVQOR_HTP_PORT", "1",
                "LEVQOR_HTTP_PORT", "x",
                "LEVQOR_HTTP_INSTANCES", "0",
                "LEVQOR_SECRET_FILE", folder.resolve("none").toString(),
                "LEVQOR_CORS_ORIGINS", "*"));

        for (String start : List.of(
                "file " + file + " line 3: nonsense is no setting",
                "LEVQOR_HTP_PORT is no setting",
                "LEVQOR_SECRET_FILE names",
                "http.port is x",
                "http.instances is 0",
                "bus.max-in-flight is 0",
                "secret (LEVQOR_SECRET) is empty",
                "cors.origins (LEVQOR_CORS_ORIGINS) is *")) {
            assertEquals(
                    1, problems.stream().filter(line -> line.startsWith(start)).count(), start + " in " + problems);
        }
        assertEquals(8, problems.size(), problems.toString());
    }

    private static Map<String, String> env(Path file) {
        return Map.of("LEVQOR_CONFIG", file.toString());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("levqor.yaml"), yaml);
    }
}
