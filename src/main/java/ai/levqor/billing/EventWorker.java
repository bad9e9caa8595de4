package ai.levqor.billing;

import static io.vertx.core.Future.await;

import ai.levqor.billing.EventRepository.Ended;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.sql.GroupCommit;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Task;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Works on an event: looks up what it is about as it is now, stores that, and tells the user. Doing it twice, or late,
 * changes nothing that is right already.
 */
final class EventWorker {
    /** The workflow of its jobs. */
    static final String WORKFLOW = "billing.event";

    private static final int MAX_BATCH = 500;

    private final EventRepository events;
    private final GroupCommit<Ended, Boolean> endings;
    private final Subscriptions subscriptions;
    private final Invoices invoices;
    private final InstantSource clock;

    EventWorker(
            Vertx vertx, EventRepository events, Subscriptions subscriptions, Invoices invoices, InstantSource clock) {
        this.events = events;
        this.endings = new GroupCommit<>(vertx, MAX_BATCH, Integer.MAX_VALUE, 1, events::end);
        this.subscriptions = subscriptions;
        this.invoices = invoices;
        this.clock = clock;
    }

    /** What a job does: an event, or the look at a subscription whose grace is over. */
    JsonObject run(Task task) {
        if (task.payload().getValue("subscription_id") instanceof String subscription) {
            subscriptions.look(subscription);
            return new JsonObject().put("subscription_id", subscription);
        }
        if (!(task.payload().getValue("event_id") instanceof String id)) {
            throw new PermanentFailure("The payload has no event_id.");
        }
        Event event = events.find(id).orElseThrow(() -> new PermanentFailure("There is no such event of Stripe."));
        try {
            String why = work(event);
            String state = why == null ? Event.DONE : Event.IGNORED;
            end(id, state, why);
            return new JsonObject().put("event_id", id).put("state", state);
        } catch (Failure failure) {
            boolean last = task.attempt() >= task.maxAttempts() || !passes(failure.code());
            end(id, last ? Event.FAILED : Event.WAITING, words(failure));
            throw failure;
        }
    }

    private void end(String id, String state, @Nullable String error) {
        await(endings.add(new Ended(id, state, error, clock.millis())));
    }

    /** As the queue has it: what a client did wrong is not tried again. */
    private static boolean passes(Code code) {
        return code.transientFailure();
    }

    private static String words(Failure failure) {
        return failure.code().wire() + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
    }

    /** Null, or why nothing was to be done. */
    private @Nullable String work(Event event) {
        JsonObject object = event.object();
        String id = object.getString("id", "");
        if (event.aboutSubscription()) {
            return subscriptions.refresh(id, event.createdAt());
        }
        return switch (event.type()) {
            case "checkout.session.completed", "checkout.session.async_payment_succeeded" ->
                subscriptions.bought(object, event.createdAt());
            case "charge.refunded" -> invoices.refunded(id);
            case "invoice.paid" -> invoices.paid(id, event.createdAt());
            case "invoice.payment_failed" -> invoices.failed(id, event.createdAt());
            default -> invoices.refresh(id, event.createdAt());
        };
    }
}
