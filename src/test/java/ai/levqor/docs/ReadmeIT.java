package ai.levqor.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Curl;
import ai.levqor.TestPorts;
import ai.levqor.config.Settings;
import ai.levqor.node.Node;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of the README against a server: the shell's as they stand, Java's from this file. */
@Timeout(120)
class ReadmeIT {
    @TempDir
    private static Path folder;

    private static int port;
    private static Node node;

    @BeforeAll
    static void start() throws IOException {
        port = TestPorts.free();
        Settings settings = Settings.load(Map.of(
                "LEVQOR_HTTP_PORT",
                Integer.toString(port),
                "LEVQOR_LIMITS_PER_IP",
                "0",
                "LEVQOR_LIMITS_GLOBAL",
                "0",
                "LEVQOR_DATA_DIR",
                folder.resolve("data").toString()));
        node = Node.start(settings, Set.of(), false);
    }

    @AfterAll
    static void stop() {
        await(node.stop());
    }

    @Test
    void javaExamplesAreThoseOfThisFile() throws IOException {
        String source = Files.readString(Path.of("src/test/java/ai/levqor/docs/ReadmeIT.java"));
        List<String> snippets = Pattern.compile("(?ms)^ +// tag::\\w+\\R(.*?)^ +// end::")
                .matcher(source)
                .results()
                .map(snippet -> snippet.group(1).replaceAll("(?m)^ {8}", ""))
                .toList();

        assertEquals(snippets, Readme.read().blocks("java"));
        assertFalse(snippets.isEmpty());
    }

    @Test
    void shellExamplesSucceed() throws Exception {
        Curl.assumeInstalled();
        serveGreet(node.kernel().vertx());
        String script = Readme.read().blocks("sh").stream()
                .collect(Collectors.joining("\n"))
                .replace("127.0.0.1:8080", "127.0.0.1:" + port);
        assertTrue(script.contains("/api/v1/intake"), script);

        String answer = shell("curl() { command curl --fail-with-body -w '\\n' \"$@\"; }\nset -eu\n" + script);

        assertTrue(answer.contains("\"status\":\"queued\""), answer);
        assertTrue(answer.contains("\"type\":\"accepted\""), answer);
        assertTrue(answer.contains("\"total\":2"), answer);
        assertTrue(answer.contains("\"max_running_per_key\":2"), answer);
        assertTrue(answer.contains("whsec_"), answer);
        List<String> jobs = answer.lines()
                .filter(line -> line.contains("\"job_id\""))
                .map(line -> new JsonObject(line).getString("job_id"))
                .toList();
        assertEquals(
                new JsonObject().put("greeting", "Hello Ann"),
                ended(jobs.get(jobs.size() - 2)).getJsonObject("result"));
        assertEquals(
                new JsonObject().put("message", "ANN"), ended(jobs.getLast()).getJsonObject("result"));
    }

    @Test
    void theCallbackIsVerifiedAsShown() throws Exception {
        Curl.assumeInstalled();
        BlockingQueue<Map.Entry<Map<String, List<String>>, String>> received = new ArrayBlockingQueue<>(10);
        HttpServer receiver = await(node.kernel()
                .vertx()
                .createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    received.add(Map.entry(headers(request.headers()), body.toString()));
                    request.response().setStatusCode(204).end();
                }))
                .listen(0, "127.0.0.1"));
        shell("curl -sS --fail-with-body http://127.0.0.1:" + port + "/api/v1/intake"
                + " -H \"X-Api-Key: $(cat data/development-api-key)\" -H 'Content-Type: application/json'"
                + " -d '{\"workflow\":\"noop\",\"payload\":{},\"callback_url\":\"http://127.0.0.1:"
                + receiver.actualPort() + "/\"}'");
        var callback = received.poll(30, TimeUnit.SECONDS);
        assertTrue(callback != null, "no callback came");
        String secret = new JsonObject(shell("curl -sS http://127.0.0.1:" + port
                        + "/api/v1/callbacks/secrets -H \"X-Api-Key: $(cat data/development-api-key)\""))
                .getJsonArray("secrets")
                .getJsonObject(0)
                .getString("secret");

        verify(secret, callback.getValue(), callback.getKey());
        assertThrows(
                WebhookVerificationException.class, () -> verify(secret, callback.getValue() + " ", callback.getKey()));
        assertEquals("job.succeeded", new JsonObject(callback.getValue()).getString("type"));
        await(receiver.close());
    }

    private static void serveGreet(Vertx vertx) {
        // tag::worker
        vertx.eventBus().<JsonObject>consumer("workers.greet", message -> {
            String name = message.body().getJsonObject("payload").getString("name");
            if (name == null) {
                message.fail(422, "payload.name is missing"); // permanent: the job fails at once
            } else {
                message.reply(new JsonObject().put("greeting", "Hello " + name)); // the job's result
            }
        });
        vertx.eventBus().publish("workers.changed", new JsonObject()); // jobs that wait for it start at once
        // end::worker
    }

    private static void verify(String secret, String body, Map<String, List<String>> headers) throws Exception {
        // tag::verify
        // secret: whsec_…; body: as it came, not parsed and written again; headers: names in lower case
        new Webhook(secret).verify(body, headers); // throws WebhookVerificationException
        // end::verify
    }

    private static Map<String, List<String>> headers(Iterable<Map.Entry<String, String>> headers) {
        var map = new HashMap<String, List<String>>();
        headers.forEach(header -> map.put(header.getKey().toLowerCase(Locale.ROOT), List.of(header.getValue())));
        return map;
    }

    private static JsonObject ended(String job) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        JsonObject status = status(job);
        while (Set.of("queued", "running").contains(status.getString("status")) && System.nanoTime() < deadline) {
            await(node.kernel().vertx().timer(20));
            status = status(job);
        }
        return status;
    }

    private static JsonObject status(String job) throws Exception {
        return new JsonObject(shell("curl -sS http://127.0.0.1:" + port + "/api/v1/status/" + job));
    }

    private static String shell(String script) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, shell.waitFor(), answer);
        return answer;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
