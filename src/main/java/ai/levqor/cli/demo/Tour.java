package ai.levqor.cli.demo;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Submits a job over HTTP and shows, step by step, what becomes of it. */
public final class Tour {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_MS = 5;

    private final Vertx vertx;
    private final Api api;
    private final Inspector inspector;
    private final Screen screen;

    /** A tour of the server that {@code api} calls; {@code vertx} is there to wait with. */
    public Tour(Vertx vertx, Api api, Inspector inspector, Screen screen) {
        this.vertx = vertx;
        this.api = api;
        this.inspector = inspector;
        this.screen = screen;
    }

    /** Shows everything and answers the id of the job; throws {@link DemoException} when a step fails. */
    public String run() {
        screen.heading("A job that does nothing");
        follow(submit(new JsonObject().put("workflow", "noop").put("payload", new JsonObject())));

        String target = api.base() + "/health";
        screen.heading("A job that does real work: GET " + target);
        String job = submit(new JsonObject()
                .put("workflow", "fetch")
                .put("payload", new JsonObject().put("url", target))
                .put("callback_url", inspector.url()));
        JsonObject result = follow(job).getJsonObject("result");
        screen.line("result", result);

        screen.heading("Its signed callback");
        showCallback(job);
        return job;
    }

    private String submit(JsonObject job) {
        long start = System.nanoTime();
        String id = api.submit(job).getString("job_id");
        screen.line("submitted", "202, job " + id + ", after " + Screen.since(start));
        return id;
    }

    /** Waits for the job's end, shows each state with the time since it was accepted, and answers the status. */
    private JsonObject follow(String job) {
        JsonObject status = until("job " + job + " to end", () -> {
            JsonObject now = api.status(job);
            boolean open = now.getString("status").equals("queued")
                    || now.getString("status").equals("running");
            return open ? Optional.empty() : Optional.of(now);
        });
        // A state may last less than a look; the job's history has them all, with their times.
        double accepted = 0;
        for (Object entry : api.events(job)) {
            JsonObject event = (JsonObject) entry;
            double at = event.getDouble("at");
            accepted = accepted == 0 ? at : accepted;
            screen.line(state(event.getString("type")), "+ " + Math.round((at - accepted) * 1000) + " ms");
        }
        if (!status.getString("status").equals("succeeded")) {
            throw new DemoException(
                    "Job " + job + " ended as " + status.getString("status") + ": " + status.getJsonObject("error"));
        }
        return status;
    }

    private static String state(String event) {
        return switch (event) {
            case "accepted" -> "queued";
            case "started" -> "running";
            default -> event;
        };
    }

    private void showCallback(String job) {
        long start = System.nanoTime();
        Received callback = until("the callback of job " + job, () -> inspector.of(job));
        screen.line("received", "POST " + inspector.url() + ", after " + Screen.since(start));
        screen.line("webhook-id", callback.id());
        screen.line("webhook-timestamp", callback.timestamp());
        screen.line("webhook-signature", callback.signature());
        screen.line("body", new JsonObject(callback.body()));
        if (!callback.signatureValid()) {
            throw new DemoException("The signature of the callback is not valid.");
        }
        screen.good("verified", "signature valid");
    }

    private <T> T until(String what, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new DemoException("Waited " + PATIENCE.toSeconds() + " s in vain for " + what + ".");
            }
            vertx.timer(LOOK_MS).await();
            found = look.get();
        }
        return found.get();
    }
}
