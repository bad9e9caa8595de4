package ai.levqor.email;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Tracing;
import ai.levqor.config.MailSettings;
import ai.levqor.email.QueueRepository.Settlement;
import ai.levqor.email.QueueRepository.Upcoming;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mails when they are due. It looks when it is woken, when the next one is due, when a place becomes free, and
 * every few seconds in case a wake was lost. Belongs to the verticle's context.
 */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** The floor: an idle node asks the database this often. */
    private static final long LOOK_MS = 5_000;

    private static final long CONTENDED_MS = 100;
    private static final long RETRY_MS = 500;
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Context context;
    private final InstantSource clock;
    private final QueueRepository repository;
    private final Transport transport;
    private final Backoff backoff;
    private final Tracing tracing;
    private final int maxRunning;
    private final long leaseMs;
    private final Set<UUID> inFlight = new HashSet<>();

    private long timer = -1;
    private boolean looking;
    private boolean again;
    private boolean stopped;
    private @Nullable Promise<Void> idle;

    Courier(
            Vertx vertx,
            InstantSource clock,
            QueueRepository repository,
            Transport transport,
            Backoff backoff,
            MailSettings settings,
            Tracing tracing) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
        this.repository = repository;
        this.transport = transport;
        this.backoff = backoff;
        this.tracing = tracing;
        this.maxRunning = settings.maxRunning();
        this.leaseMs = settings.timeout().plus(LEASE_MARGIN).toMillis();
    }

    /** There may be work: looks at once, or once more when it is looking already. */
    void wake() {
        again = true;
        if (!looking && !stopped) {
            looking = true;
            vertx.cancelTimer(timer);
            context.runOnContext(none -> look());
        }
    }

    /** Claims nothing more; ends when what was claimed has been sent. */
    Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        Promise<Void> ended = Promise.promise();
        idle = ended;
        tellIdle();
        return ended.future();
    }

    private void look() {
        long wait = LOOK_MS;
        try {
            do {
                again = false;
                wait = round();
            } while (again && !stopped);
        } catch (Exception e) {
            LOG.warn("cannot look for mails: {}", e.toString());
        } finally {
            looking = false;
            if (!stopped) {
                timer = vertx.setTimer(Math.clamp(wait, 1, LOOK_MS), none -> wake());
            }
            tellIdle();
        }
    }

    /** Claims what is due and may run now; answers how many milliseconds to wait for the next look. */
    private long round() {
        int free = maxRunning - inFlight.size();
        if (free == 0) {
            return LOOK_MS; // a place that becomes free wakes
        }
        // Mails of this node are among them while they are being sent.
        List<Upcoming> upcoming = await(repository.upcoming(maxRunning + free));
        long now = clock.millis();
        List<UUID> due = upcoming.stream()
                .filter(mail -> mail.nextAt() <= now && !inFlight.contains(mail.id()))
                .map(Upcoming::id)
                .limit(free)
                .toList();
        if (due.isEmpty()) {
            return upcoming.stream()
                    .filter(mail -> mail.nextAt() > now)
                    .mapToLong(mail -> mail.nextAt() - now)
                    .min()
                    .orElse(LOOK_MS);
        }
        List<Outgoing> claimed = await(repository.claim(due, now, now + leaseMs));
        claimed.forEach(this::start);
        again |= !claimed.isEmpty();
        return CONTENDED_MS; // another node took them: what it left is worth a look
    }

    private void start(Outgoing mail) {
        inFlight.add(mail.id());
        long leaseEnd = clock.millis() + leaseMs;
        context.runOnContext(none -> {
            try {
                deliver(mail, leaseEnd);
            } catch (Exception e) {
                LOG.warn("{} will be sent again after its lease: {}", mail, e.toString());
            } finally {
                inFlight.remove(mail.id());
                wake();
                tellIdle();
            }
        });
    }

    private void deliver(Outgoing mail, long leaseEnd) {
        long at = clock.millis();
        long started = System.nanoTime();
        Map<String, String> attributes =
                Map.of("messaging.message.id", mail.id().toString());
        Outcome outcome = await(
                tracing.within("email", mail.trace(), attributes, () -> Future.succeededFuture(transport.send(mail))));
        long durationMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        OptionalLong wait = outcome.kind() == Outcome.Kind.RETRY
                ? backoff.after(mail.attempt(), outcome.retryAfter())
                : OptionalLong.empty();
        if (outcome.error() != null) {
            LOG.info("{} failed: {}", mail, outcome.error());
        }
        long now = clock.millis();
        Long nextAt = wait.isPresent() ? Long.valueOf(now + wait.getAsLong()) : null;
        settle(new Settlement(mail, outcome, at, durationMs, now, nextAt), leaseEnd);
    }

    /** While the database is gone it is tried again until the lease ends; then the mail is anybody's, and sent once more. */
    private void settle(Settlement settlement, long leaseEnd) {
        while (true) {
            try {
                await(repository.settle(settlement));
                return;
            } catch (Failure gone) {
                if (gone.code() != Code.UNAVAILABLE || clock.millis() >= leaseEnd) {
                    throw gone;
                }
                await(vertx.timer(RETRY_MS));
            }
        }
    }

    private void tellIdle() {
        if (idle != null && !looking && inFlight.isEmpty()) {
            idle.tryComplete();
        }
    }
}
