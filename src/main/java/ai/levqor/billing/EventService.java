package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.jobs.Jobs;
import ai.levqor.bus.BusClient;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes events in, each once, and hands them to the queue, which keeps trying. */
final class EventService {
    private static final Logger LOG = LoggerFactory.getLogger(EventService.class);

    /** With the queue's pauses of up to an hour that is most of a day. */
    private static final int MAX_ATTEMPTS = 24;

    private static final int BATCH = 100;

    private final EventRepository repository;
    private final BusClient bus;
    private final InstantSource clock;

    EventService(EventRepository repository, BusClient bus, InstantSource clock) {
        this.repository = repository;
        this.bus = bus;
        this.clock = clock;
    }

    /** Stores an event whose signature was found good. */
    Reply receive(String body) {
        Event event = Event.parse(body, clock.millis());
        boolean first = repository.insert(event);
        if (first && event.state().equals(Event.WAITING)) {
            tryQueue(event);
        }
        return () -> new JsonObject().put("received", true).put("event_id", event.id()).put("duplicate", !first);
    }

    /** Lets an event be worked on once more; where no queue can be reached from here, the next node does so. */
    Reply replay(String id) {
        if (repository.find(id).isEmpty()) {
            throw Failure.notFound("event_id", id);
        }
        repository.replay(id);
        tryQueue(get(id));
        return get(id).reply();
    }

    private Event get(String id) {
        return repository.find(id).orElseThrow(() -> Failure.notFound("event_id", id));
    }

    Reply list(EventFilter filter) {
        return filter.page()
                .reply(
                        "events",
                        repository.list(
                                filter.state(),
                                filter.at().time(),
                                filter.at().id(),
                                filter.page().fetch()),
                        Event::json,
                        event -> new Position(event.receivedAt(), event.id()).cursor());
    }

    /** Queues what is stored and no job has: its node died in between, or it is replayed from the command line. */
    void queueWaiting(long until) {
        for (Event event : repository.waiting(until, BATCH)) {
            queue(event);
        }
    }

    private void tryQueue(Event event) {
        try {
            queue(event);
        } catch (Failure later) {
            LOG.info("event {} is stored and will be queued later: {}", event.id(), later.getMessage());
        }
    }

    private void queue(Event event) {
        int run = event.runs() + 1;
        var job = new JsonObject()
                .put("workflow", EventWorker.WORKFLOW)
                .put("payload", new JsonObject().put("event_id", event.id()))
                .put("max_attempts", MAX_ATTEMPTS)
                .put("idempotency_key", "billing-event-" + event.id() + "-" + run);
        await(bus.call(Jobs.SUBMIT, job, Caller.SYSTEM));
        repository.queued(event.id(), run);
    }
}
