package ai.levqor.callbacks;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What clients ask about callbacks. */
final class CallbackService {
    private static final int UUID_LENGTH = 36;

    private final CallbackRepository callbacks;
    private final BusClient bus;
    private final Runnable wake;
    private final InstantSource clock;

    CallbackService(CallbackRepository callbacks, BusClient bus, Runnable wake, InstantSource clock) {
        this.callbacks = callbacks;
        this.bus = bus;
        this.wake = wake;
        this.clock = clock;
    }

    static UUID job(Request request) {
        String text = request.text("job_id");
        try {
            // fromString also reads shortened forms, which are no ids that we gave.
            if (text.length() == UUID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException notAnId) {
            throw Failure.notFound("job_id", text);
        }
        throw Failure.notFound("job_id", text);
    }

    Reply log(UUID job) {
        List<DeliveryStatus> deliveries = await(callbacks.find(job));
        if (deliveries.isEmpty()) {
            // A job that has no callback yet has an empty log; one that does not exist has none.
            await(bus.call(Jobs.STATUS, new JsonObject().put("job_id", job.toString()), Caller.SYSTEM));
        }
        Map<UUID, JsonArray> attempts = await(callbacks.attempts(job));
        var log = new JsonArray();
        for (DeliveryStatus delivery : deliveries) {
            log.add(delivery.json().put("attempts", attempts.getOrDefault(delivery.id(), new JsonArray())));
        }
        return () -> new JsonObject().put("deliveries", log);
    }

    Reply replay(UUID job) {
        boolean replayed = await(callbacks.replay(job, clock.millis()));
        List<DeliveryStatus> deliveries = await(callbacks.find(job));
        if (deliveries.isEmpty()) {
            throw Failure.notFound("job_id", job.toString());
        }
        if (!replayed) {
            throw new Failure(Code.CONFLICT, "An attempt at the callback is due or under way already.")
                    .with("job_id", job.toString());
        }
        wake.run();
        return deliveries.getLast();
    }

    /** Endpoints are those of everybody's jobs, so people who see only their own get none. */
    static Page endpointsPage(Request request) {
        if (request.caller().confinedTo() != null) {
            throw new Failure(Code.FORBIDDEN, "The endpoints are those of everybody's jobs, which only admins see.");
        }
        return Page.of(request);
    }

    Reply endpoints(Page page) {
        return page.reply(
                "endpoints", await(callbacks.endpoints(page.after(), page.fetch())), Endpoint::json, Endpoint::url);
    }

    Reply enable(String url) {
        String endpoint = Endpoint.url(url);
        Optional<Endpoint> enabled = await(callbacks.enable(endpoint, clock.millis()));
        wake.run();
        return enabled.orElseThrow(() -> Failure.notFound("url", endpoint));
    }
}
