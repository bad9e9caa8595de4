package ai.levqor.callbacks;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Tracing;
import ai.levqor.callbacks.DeliveryRepository.Claim;
import ai.levqor.callbacks.DeliveryRepository.Upcoming;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends deliveries when they are due. It looks when it is woken, when the next one it knows of is due, when a place
 * becomes free that work waits for, and every few seconds in case a wake was lost. Belongs to the verticle's context.
 */
final class Deliverer {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    /** The floor: an idle node asks the database this often. */
    private static final long LOOK_MS = 5_000;

    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final long CONTENDED_MS = 100;
    private static final int LOOK_AHEAD = 500;
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Context context;
    private final InstantSource clock;
    private final DeliveryRepository repository;
    private final Sender sender;
    private final RetrySchedule schedule;
    private final Settlements settlements;
    private final Tracing tracing;
    private final CallbackMeters meters;
    private final InFlight inFlight;
    private final long leaseMs;

    private long timer = -1;
    private long timerAt = Long.MAX_VALUE;
    private volatile long lookedAt = System.nanoTime();
    private boolean looking;
    private boolean again;
    private boolean backlog;
    private boolean stopped;
    private @Nullable Promise<Void> idle;

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
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
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

    /** There may be work: looks at once, or once more when it is looking already. */
    void wake() {
        again = true;
        if (!looking && !stopped) {
            looking = true;
            context.runOnContext(none -> look());
        }
    }

    /** Whether it has looked for work lately. */
    boolean steady() {
        return System.nanoTime() - lookedAt < STEADY.toNanos();
    }

    /** Claims nothing more; ends when what was claimed has been sent, which its timeout bounds. */
    Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        if (!looking && inFlight.isEmpty()) {
            return Future.succeededFuture();
        }
        idle = Promise.promise();
        return idle.future();
    }

    private void look() {
        long wait = LOOK_MS;
        try {
            do {
                again = false;
                wait = round();
            } while (again && !stopped);
            lookedAt = System.nanoTime();
        } catch (Exception e) {
            LOG.warn("cannot look for callbacks: {}", e.toString());
        } finally {
            looking = false;
            timerAt = Long.MAX_VALUE;
            lookIn(wait);
            tellIdle();
        }
    }

    /** Claims what is due and may run now; answers how many milliseconds to wait for the next look. */
    private long round() {
        List<String> busy = inFlight.busyOrigins();
        backlog = !busy.isEmpty();
        if (inFlight.free() == 0) {
            backlog = true;
            return LOOK_MS;
        }
        List<Upcoming> upcoming = await(repository.upcoming(busy, LOOK_AHEAD));
        long now = clock.millis();
        List<Upcoming> due =
                upcoming.stream().filter(next -> next.nextAt() <= now).toList();
        List<UUID> chosen = inFlight.choose(due);
        if (chosen.isEmpty()) {
            backlog |= !due.isEmpty();
            return due.size() < upcoming.size() ? upcoming.get(due.size()).nextAt() - now : LOOK_MS;
        }
        Claim claim = await(repository.claim(chosen, now, now + leaseMs));
        claim.deliveries().forEach(this::start);
        again |= !claim.isEmpty();
        return CONTENDED_MS; // another node took them: what it left is worth a look
    }

    private void start(Delivery delivery) {
        inFlight.add(delivery);
        long leaseEnd = clock.millis() + leaseMs;
        context.runOnContext(none -> {
            try {
                deliver(delivery, leaseEnd);
            } catch (Exception e) {
                LOG.warn("{} will be sent again after its lease: {}", delivery, e.toString());
            } finally {
                inFlight.remove(delivery);
                if (backlog) {
                    wake();
                }
                tellIdle();
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
            wait.ifPresent(this::lookIn);
        }
    }

    /** Looks after {@code wait} milliseconds at the latest. */
    private void lookIn(long wait) {
        long delay = Math.clamp(wait, 1, LOOK_MS);
        long at = System.nanoTime() / 1_000_000 + delay;
        if (looking) {
            again = true; // what it has read may be older
            return;
        }
        if (stopped || at >= timerAt) {
            return;
        }
        vertx.cancelTimer(timer);
        timerAt = at;
        timer = vertx.setTimer(delay, none -> wake());
    }

    private void tellIdle() {
        if (idle != null && !looking && inFlight.isEmpty()) {
            idle.tryComplete();
        }
    }
}
