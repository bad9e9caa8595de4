package ai.levqor.bench;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A closed loop of lanes: each sends its next request when the last is answered. */
final class Load {
    private final int total;
    private final int inFlight;
    private final long[] nanos;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    Load(int total, int inFlight) {
        this.total = total;
        this.inFlight = inFlight;
        this.nanos = new long[total];
    }

    /** Sends all requests and answers rate and latencies; the first failure fails the whole. */
    JsonObject run(Supplier<Future<?>> request) {
        long start = System.nanoTime();
        for (int i = 0; i < Math.min(inFlight, total); i++) {
            send(request);
        }
        finished.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        return new JsonObject()
                .put("requests", total)
                .put("in_flight", inFlight)
                .put("per_s", Math.round(total / seconds))
                .put("p50_ms", millis(0.50))
                .put("p99_ms", millis(0.99));
    }

    private void send(Supplier<Future<?>> request) {
        int index = next.getAndIncrement();
        if (index >= total) {
            return;
        }
        long start = System.nanoTime();
        request.get().onComplete(result -> {
            nanos[index] = System.nanoTime() - start;
            if (result.failed()) {
                finished.completeExceptionally(result.cause());
            } else if (done.incrementAndGet() == total) {
                finished.complete(null);
            } else {
                send(request);
            }
        });
    }

    private double millis(double quantile) {
        return rounded(nanos[(int) Math.min(total - 1L, Math.round(total * quantile))] / 1e6);
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
