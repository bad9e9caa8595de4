package ai.levqor.integration;

import ai.levqor.Eventually;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A closed loop of writes at each server: half of the threads go on with the key they began with, the others change to
 * each new one as soon as it is there.
 */
final class KeyLoad implements AutoCloseable {
    private static final JsonObject JOB = Client.job("noop", new JsonObject());
    private static final int THREADS = 4;

    private final AtomicLong requests = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final String first;
    private volatile String newest;
    private volatile boolean ended;

    KeyLoad(List<Client> servers, String key) {
        first = key;
        newest = key;
        for (Client server : servers) {
            for (int i = 0; i < THREADS; i++) {
                boolean stays = i % 2 == 0;
                threads.add(Thread.ofVirtual().start(() -> loop(server, stays)));
            }
        }
    }

    private void loop(Client server, boolean stays) {
        while (!ended) {
            try {
                var answer = server.as(stays ? first : newest).post("/api/v1/intake", JOB);
                if (answer.status() != 202) {
                    failures.add(answer.status() + " " + answer.text());
                }
            } catch (Exception e) {
                failures.add(e.toString());
            }
            requests.incrementAndGet();
        }
    }

    void use(String key) {
        newest = key;
    }

    /** Waits for so many more requests. */
    void awaitRequests(long more) throws Exception {
        long goal = requests.get() + more;
        Eventually.await("requests go on", () -> requests.get() >= goal);
    }

    /** What was answered but 202. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
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
