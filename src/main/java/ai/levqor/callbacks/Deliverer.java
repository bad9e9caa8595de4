package ai.levqor.callbacks;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Tracing;
import ai.levqor.callbacks.DeliveryRepository.Claim;
import ai.levqor.callbacks.DeliveryRepository.Upcoming;
import ai.levqor.outbox.Outbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends deliveries when they are due and there is room for them. Belongs to the verticle's context. */
final class Deliverer {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private static final long CONTENDED_MS = 100;
    private static final int LOOK_AHEAD = 500;
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(30);

    private final Outbox outbox;
    private final InstantSource clock;
    private final DeliveryRepository repository;
    private final Sender sender;
    private final RetrySchedule schedule;
    private final Settlements settlements;
    private final Tracing tracing;
    private final CallbackMeters meters;
    private final InFlight inFlight;
    private final long leaseMs;

    private boolean backlog;

    Deliverer(
            Vertx vertx,
            InstantSource clock,
            DeliveryRepository repository,
            Sender sender,
            RetrySchedule schedule,
            Settlements settlements,
            int maxRunning,
            Duration timeout,
            Tracing tracing,
            CallbackMeters meters) {
        this.outbox = new Outbox(vertx, "callbacks", this::round);
        this.clock = clock;
        this.repository = repository;
        this.sender = sender;
        this.schedule = schedule;
        this.settlements = settlements;
        this.tracing = tracing;
        this.meters = meters;
        this.inFlight = new InFlight(maxRunning);
        this.leaseMs = timeout.plus(LEASE_MARGIN).toMillis();
    }

    /** There may be work: looks at once. */
    void wake() {
        outbox.wake();
    }

    /** Whether it has looked for work lately. */
    boolean steady() {
        return outbox.steady();
    }

    /** Claims nothing more; ends when what was claimed has been sent, which its timeout bounds. */
    Future<Void> stop() {
        return outbox.stop();
    }

    /** A round of the outbox. */
    private long round() {
        List<String> busy = inFlight.busyOrigins();
        backlog = !busy.isEmpty();
        if (inFlight.free() == 0) {
            backlog = true;
            return Outbox.LOOK_MS;
        }
        List<Upcoming> upcoming = await(repository.upcoming(busy, LOOK_AHEAD));
        long now = clock.millis();
        List<Upcoming> due =
                upcoming.stream().filter(next -> next.nextAt() <= now).toList();
        List<UUID> chosen = inFlight.choose(due);
        if (chosen.isEmpty()) {
            backlog |= !due.isEmpty();
            return due.size() < upcoming.size() ? upcoming.get(due.size()).nextAt() - now : Outbox.LOOK_MS;
        }
        Claim claim = await(repository.claim(chosen, now, now + leaseMs));
        claim.deliveries().forEach(this::start);
        return claim.isEmpty() ? CONTENDED_MS : 0; // another node took them: what it left is worth a look
    }

    private void start(Delivery delivery) {
        inFlight.add(delivery);
        long leaseEnd = clock.millis() + leaseMs;
        outbox.send(delivery, () -> {
            try {
                deliver(delivery, leaseEnd);
            } finally {
                inFlight.remove(delivery);
                if (backlog) {
                    outbox.wake();
                }
            }
        });
    }

    private void deliver(Delivery delivery, long leaseEnd) {
        Map<String, String> attributes = Map.of("messaging.message.id", delivery.messageId());
        Attempt attempt = await(tracing.within(
                "callback", delivery.trace(), attributes, () -> Future.succeededFuture(sender.send(delivery))));
        meters.ended(attempt);
        OptionalLong wait = schedule.after(delivery.attempt(), attempt.retryAfter());
        OptionalLong retryAt = wait.isPresent() ? OptionalLong.of(clock.millis() + wait.getAsLong()) : wait;
        if (attempt.error() != null) {
            LOG.info("{} failed: {}", delivery, attempt.error());
        }
        await(settlements.store(new Settlement(delivery, attempt, retryAt), leaseEnd));
        if (!attempt.delivered()) {
            wait.ifPresent(outbox::lookIn);
        }
    }
}
