package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.TestPorts;
import ai.levqor.node.Descriptor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A start that cannot succeed says why in words, and its exit status says so too. */
class CommandLineIT {
    @Test
    void anUnknownVerticleIsNamed() {
        ServerProcess process =
                Launch.node().arguments("run", "--only", "http,nonsense").begin();
        assertEquals(2, process.exit(), process::log);
        assertEquals(
                "There is no verticle nonsense; there are "
                        + String.join(
                                ", ",
                                Descriptor.all().stream().map(Descriptor::name).toList())
                        + ".",
                process.log().strip());
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        Launch launch = Launch.node();
        try (var taken = new ServerSocket(launch.port(), 1, InetAddress.getLoopbackAddress())) {
            ServerProcess process = launch.begin();
            assertEquals(1, process.exit(), process::log);
            assertTrue(process.log().contains(Integer.toString(taken.getLocalPort())), process::log);
            assertTrue(process.log().contains("LEVQOR_HTTP_PORT"), process::log);
            assertFalse(process.log().contains("\tat "), process::log);
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        ServerProcess process = Launch.node()
                .with(
                        "LEVQOR_DATABASE_URL",
                        "postgresql://levqor:s3cr3t-word@127.0.0.1:" + TestPorts.free() + "/levqor")
                .begin();
        assertEquals(1, process.exit(), process::log);
        assertTrue(process.log().contains("database"), process::log);
        assertFalse(process.log().contains("s3cr3t-word"), process::log);
        assertFalse(process.log().contains("\tat "), process::log);
    }

    @Test
    void anAddressOfAnotherMachineCannotBeANodesOwn() {
        ServerProcess process = Launch.node()
                .with("LEVQOR_CLUSTER_HOST", "192.0.2.1") // of nobody: RFC 5737
                .arguments("run", "--only", "http", "--cluster")
                .begin();
        assertEquals(1, process.exit(), process::log);
        assertTrue(process.log().contains("192.0.2.1 is no address of this machine"), process::log);
        assertTrue(process.log().contains("LEVQOR_CLUSTER_HOST"), process::log);
        assertFalse(process.log().contains("\tat "), process::log);
    }

    @Test
    void productionRefusesWhatIsUnsafe() {
        ServerProcess process = Launch.node()
                .with(Map.of(
                        "LEVQOR_PROFILE", "production",
                        "LEVQOR_SECRET", "",
                        "LEVQOR_API_KEYS", "change-me-please-1",
                        "LEVQOR_CORS_ORIGINS", "*"))
                .begin();
        assertEquals(1, process.exit(), process::log);
        for (String setting : new String[] {"LEVQOR_SECRET", "LEVQOR_API_KEYS", "LEVQOR_CORS_ORIGINS"}) {
            assertTrue(
                    process.log()
                            .lines()
                            .anyMatch(line -> line.contains(setting) && line.contains("profile is production")),
                    process::log);
        }
        assertFalse(process.log().contains("\tat "), process::log);
    }

    @Test
    void theDevelopmentKeyIsShownAtTheFirstStartOnly() throws Exception {
        Launch launch = Launch.node();
        String key;
        try (ServerProcess first = launch.start()) {
            key = first.developmentKey();
            assertTrue(first.log().contains("curl -sS http://127.0.0.1:" + launch.port() + "/"), first::log);
            assertTrue(first.log().contains("X-Api-Key: " + key), first::log);
        }
        try (ServerProcess second = launch.start()) {
            assertFalse(second.log().contains(key), second::log);
            assertTrue(second.log().contains("development-api-key"), second::log);
        }
    }

    @Test
    void productionSaysHowToMakeTheFirstKeyUntilThereIsOne() {
        Launch launch = Launch.node().with(Map.of("LEVQOR_PROFILE", "production", "LEVQOR_API_KEYS", ""));
        try (ServerProcess server = launch.start()) {
            assertTrue(server.log().contains("levqor keys create"), server::log);
        }
        ServerProcess command = launch.arguments("keys", "create", "--name", "first", "--scopes", "*")
                .begin();
        assertEquals(0, command.exit(), command::log);
        assertTrue(command.log().contains("lvq_live_"), command::log);
        try (ServerProcess server = launch.start()) {
            assertFalse(server.log().contains("levqor keys create"), server::log);
        }
    }

    @Test
    void portNoughtIsOneFreePortOfAllListenersAndIsSaid() throws Exception {
        Launch node = Launch.node().with("LEVQOR_HTTP_INSTANCES", "3");
        try (ServerProcess server = node.at(0).start()) {
            Matcher said = Pattern.compile("Levqor serves (http://127\\.0\\.0\\.1:(\\d+))")
                    .matcher(server.log());
            assertTrue(said.find() && !said.group(2).equals("0"), server::log);
            assertTrue(server.log().contains("curl -sS " + said.group(1) + "/"), server::log);
            for (int i = 0; i < 6; i++) {
                // A client and so a connection each, that every listener may have its turn.
                try (HttpClient client = HttpClient.newHttpClient()) {
                    var request = HttpRequest.newBuilder(URI.create(said.group(1) + "/health"));
                    assertEquals(
                            200,
                            client.send(request.build(), BodyHandlers.discarding())
                                    .statusCode());
                }
            }
        }
    }

    @Test
    void theDevelopmentKeyOfTheDataFolderWorks() throws Exception {
        try (ServerProcess server = Launch.node().start()) {
            Client client = server.client().as(server.developmentKey());
            assertEquals(200, client.get("/api/v1/jobs").status());
        }
    }
}
