package ai.levqor.integration;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that jobs of the workflow {@code fetch} call. Each request has a name; the test holds a name's requests back
 * for as long as it wants their jobs to run, and sees who came, in which order, and how many at once.
 */
final class Upstream implements AutoCloseable {
    private final HttpServer server;
    private final List<String> arrivals = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    Upstream() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring(1);
        int arrival = arrive(name);
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        try (exchange) {
            CountDownLatch latch = held.get(name);
            if (latch != null) {
                latch.await();
            }
            byte[] body = new JsonObject()
                    .put("name", name)
                    .put("arrival", arrival)
                    .toBuffer()
                    .getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            // Counted down before the answer: after it the next job may start.
            running.decrementAndGet();
            exchange.sendResponseHeaders(status(name), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized int arrive(String name) {
        arrivals.add(name);
        return arrived(name);
    }

    private static int status(String name) {
        return name.startsWith("status-") ? Integer.parseInt(name.substring("status-".length())) : 200;
    }

    /** Requests of this name wait for {@link #release}. */
    void hold(String name) {
        held.put(name, new CountDownLatch(1));
    }

    /** Answers those that wait, and those that come. */
    void release(String name) {
        CountDownLatch latch = held.remove(name);
        if (latch == null) {
            throw new IllegalStateException(name + " is not held");
        }
        latch.countDown();
    }

    /** The payload of a job of {@code fetch} that comes here; {@code status-N} is answered with the status N. */
    JsonObject payload(String name) {
        return new JsonObject()
                .put("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
    }

    /** How often a name was called. */
    int arrived(String name) {
        return (int) arrivals.stream().filter(name::equals).count();
    }

    /** Who came, in order. */
    List<String> arrivals() {
        return List.copyOf(arrivals);
    }

    /** How many requests were here at the same time, at most. */
    int mostAtOnce() {
        return mostAtOnce.get();
    }

    /** Which arrival of its name a finished job's result is of. */
    static int arrival(JsonObject result) {
        return body(result).getInteger("arrival");
    }

    private static JsonObject body(JsonObject result) {
        Object body = result.getValue("body");
        return body instanceof JsonObject json ? json : new JsonObject(String.valueOf(body));
    }

    @Override
    public void close() {
        held.values().forEach(CountDownLatch::countDown);
        server.stop(0);
    }
}
