package ai.levqor.integration;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that submit jobs to several nodes, some hundred a second in all, over connections of their own that stay open. A
 * connection that is refused, or a node that says that it stops, sends a client to the next node, where it stays; everything else but
 * a 202 is a failure of the node that it asked.
 */
final class ClusterLoad implements AutoCloseable {
    private static final int CLIENTS = 2;
    private static final Duration PACE = Duration.ofMillis(20);

    private final List<String> bases;
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Queue<Failed> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    /** A request that was not accepted, and what came instead. */
    record Failed(String base, String why) {}

    ClusterLoad(List<String> bases) {
        this.bases = List.copyOf(bases);
        for (int node = 0; node < bases.size(); node++) {
            for (int i = 0; i < CLIENTS; i++) {
                int preferred = node;
                threads.add(Thread.ofVirtual().start(() -> loop(preferred)));
            }
        }
    }

    private void loop(int preferred) {
        int node = preferred;
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; !ended; i++) {
                node = submit(http, node, Client.job(i % 2 == 0 ? "noop" : "echo", new JsonObject().put("i", i)));
                LockSupport.parkNanos(PACE.toNanos());
            }
        }
    }

    /** Answers the node to go on with. */
    private int submit(HttpClient http, int preferred, JsonObject job) {
        for (int i = 0; i < bases.size(); i++) {
            int node = (preferred + i) % bases.size();
            String base = bases.get(node);
            var request = HttpRequest.newBuilder(URI.create(base + "/api/v1/intake"))
                    .timeout(Duration.ofSeconds(40))
                    .header("Content-Type", "application/json")
                    .header("X-Api-Key", Launch.KEY)
                    .POST(BodyPublishers.ofString(job.encode()))
                    .build();
            try {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() == 202) {
                    accepted.add(new JsonObject(answer.body()).getString("job_id"));
                    return node;
                }
                if (!answer.body().contains("retry, on a new connection")) {
                    failures.add(new Failed(base, answer.statusCode() + " " + answer.body()));
                    return node;
                }
            } catch (ConnectException refused) {
                Thread.onSpinWait(); // the next node, then
            } catch (IOException e) {
                failures.add(new Failed(base, e.toString()));
                return node;
            } catch (InterruptedException e) {
                return node;
            }
        }
        failures.add(new Failed("", "no node accepts connections"));
        return preferred;
    }

    /** Waits for so many more jobs. */
    void awaitAccepted(int more) throws Exception {
        int goal = accepted.size() + more;
        Eventually.await("jobs are accepted", Duration.ofSeconds(60), () -> accepted.size() >= goal);
    }

    List<String> accepted() {
        return List.copyOf(accepted);
    }

    List<Failed> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        end();
    }

    /** No further requests; those under way end. */
    void end() {
        ended = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
