package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.jobs.Jobs;
import ai.levqor.sql.GroupCommit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events in, each once, and hands them to the queue, which keeps trying. Those that come together are stored by one
 * commit, and queued together.
 */
final class EventService {
    private static final Logger LOG = LoggerFactory.getLogger(EventService.class);

    /** With the queue's pauses of up to an hour that is most of a day. */
    private static final int MAX_ATTEMPTS = 24;

    private static final int MAX_BATCH = 200;
    private static final int MAX_WAITING = 1_000;

    private final EventRepository repository;
    private final BusClient bus;
    private final InstantSource clock;
    private final GroupCommit<Event, Boolean> receipts;
    private final GroupCommit<Event, Boolean> queue;

    EventService(Vertx vertx, EventRepository repository, BusClient bus, InstantSource clock) {
        this.repository = repository;
        this.bus = bus;
        this.clock = clock;
        this.receipts = new GroupCommit<>(vertx, MAX_BATCH, MAX_WAITING, 1, repository::insert);
        this.queue = new GroupCommit<>(vertx, MAX_BATCH, Integer.MAX_VALUE, 1, this::submit);
    }

    /** Stores an event whose signature was found good; Stripe need not wait until it is queued. */
    Reply receive(String body) {
        Event event = Event.parse(body, clock.millis());
        boolean first = await(receipts.add(event));
        if (first && event.state().equals(Event.WAITING)) {
            queue.add(event).onFailure(cause -> later(event, cause));
        }
        return () -> new JsonObject()
                .put("received", true)
                .put("event_id", event.id())
                .put("duplicate", !first);
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
        List<Event> waiting;
        do {
            waiting = repository.waiting(until, MAX_BATCH);
            await(Future.join(waiting.stream().map(queue::add).toList()));
        } while (waiting.size() == MAX_BATCH);
    }

    private void tryQueue(Event event) {
        try {
            await(queue.add(event));
        } catch (Failure cause) {
            later(event, cause);
        }
    }

    private static void later(Event event, Throwable cause) {
        LOG.info("event {} is stored and will be queued later: {}", event.id(), cause.getMessage());
    }

    private Future<List<Boolean>> submit(List<Event> events) {
        // The queue stores by one commit what comes together.
        return Future.all(events.stream().map(this::submit).toList())
                .compose(none -> repository.queued(events))
                .map(none -> events.stream().map(event -> true).toList());
    }

    private Future<JsonObject> submit(Event event) {
        var job = new JsonObject()
                .put("workflow", EventWorker.WORKFLOW)
                .put("payload", new JsonObject().put("event_id", event.id()))
                .put("max_attempts", MAX_ATTEMPTS)
                .put("idempotency_key", "billing-event-" + event.id() + "-" + (event.runs() + 1));
        return bus.call(Jobs.SUBMIT, job, Caller.SYSTEM);
    }
}
