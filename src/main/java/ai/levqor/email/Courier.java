package ai.levqor.email;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Tracing;
import ai.levqor.config.MailSettings;
import ai.levqor.email.QueueRepository.Settlement;
import ai.levqor.email.QueueRepository.Upcoming;
import ai.levqor.outbox.Outbox;
import io.vertx.core.Future;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends mails when they are due, so many at once. Belongs to the verticle's context. */
final class Courier {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private static final long CONTENDED_MS = 100;
    private static final long RETRY_MS = 500;
    private static final Duration LEASE_MARGIN = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Outbox outbox;
    private final InstantSource clock;
    private final QueueRepository repository;
    private final Transport transport;
    private final Backoff backoff;
    private final Tracing tracing;
    private final MailMeters meters;
    private final int maxRunning;
    private final long leaseMs;
    private final Set<UUID> inFlight = new HashSet<>();

    Courier(
            Vertx vertx,
            InstantSource clock,
            QueueRepository repository,
            Transport transport,
            Backoff backoff,
            MailSettings settings,
            Tracing tracing,
            MailMeters meters) {
        this.vertx = vertx;
        this.outbox = new Outbox(vertx, "mails", this::round);
        this.clock = clock;
        this.repository = repository;
        this.transport = transport;
        this.backoff = backoff;
        this.tracing = tracing;
        this.meters = meters;
        this.maxRunning = settings.maxRunning();
        this.leaseMs = settings.timeout().plus(LEASE_MARGIN).toMillis();
    }

    /** There may be work: looks at once. */
    void wake() {
        outbox.wake();
    }

    /** Claims nothing more; ends when what was claimed has been sent. */
    Future<Void> stop() {
        return outbox.stop();
    }

    /** A round of the outbox. */
    private long round() {
        int free = maxRunning - inFlight.size();
        if (free == 0) {
            return Outbox.LOOK_MS; // a place that becomes free wakes
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
                    .orElse(Outbox.LOOK_MS);
        }
        List<Outgoing> claimed = await(repository.claim(due, now, now + leaseMs));
        claimed.forEach(this::start);
        return claimed.isEmpty() ? CONTENDED_MS : 0; // another node took them: what it left is worth a look
    }

    private void start(Outgoing mail) {
        inFlight.add(mail.id());
        long leaseEnd = clock.millis() + leaseMs;
        outbox.send(mail, () -> {
            try {
                deliver(mail, leaseEnd);
            } finally {
                inFlight.remove(mail.id());
                outbox.wake();
            }
        });
    }

    private void deliver(Outgoing mail, long leaseEnd) {
        long at = clock.millis();
        long started = System.nanoTime();
        Map<String, String> attributes =
                Map.of("messaging.message.id", mail.id().toString());
        Outcome outcome =
                await(tracing.within("email", mail.trace(), attributes, () -> Future.succeededFuture(send(mail))));
        long durationMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        meters.ended(outcome, durationMs);
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

    /** What can reach nobody is not handed over: the server would only send back that it could not be delivered. */
    private Outcome send(Outgoing mail) {
        return mail.recipients().nobody() ? Outcome.kept() : transport.send(mail);
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
}
