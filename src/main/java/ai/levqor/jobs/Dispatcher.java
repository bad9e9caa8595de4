package ai.levqor.jobs;

import ai.levqor.config.JobsSettings;
import ai.levqor.live.Watch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which lane is claimed from next, and when. It learns of work by being woken; polling is only the floor under
 * lost wakes. Belongs to the verticle's context.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Lane BEFORE_ALL = new Lane("", "", Priority.LOW);
    private static final long GATHER_MS = 2;

    private final Vertx vertx;
    private final Watch watch;
    private final Context context;
    private final InstantSource clock;
    private final JobsSettings settings;
    private final LaneRepository lanes;
    private final Queues queues;
    private final Runner runner;
    private final Served served;
    private final PendingStarts starts;

    /** Lanes that may have due jobs; whoever was served goes to the end. */
    private final Set<Lane> ready = new LinkedHashSet<>();

    private final Set<Lane> claiming = new HashSet<>();

    /** Workflows of which the bus is being asked whether they have a worker. */
    private final Set<String> asking = new HashSet<>();

    /** Lanes by workflow that wait until one of its jobs ends. */
    private final Map<String, Set<Lane>> full = new HashMap<>();

    private final Alarms alarms;

    /** Free places that are worth a claim at once. */
    private final int enough;

    private Lane pollFrom = BEFORE_ALL;
    private int reserved;
    private boolean polling;
    private boolean pumpPending;
    private boolean stopped;
    private long pollTimer = -1;

    Dispatcher(
            Vertx vertx,
            InstantSource clock,
            JobsSettings settings,
            LaneRepository lanes,
            Queues queues,
            Runner runner,
            Served served,
            PendingStarts starts) {
        this.vertx = vertx;
        this.watch = Watch.of(vertx);
        this.context = vertx.getOrCreateContext();
        this.clock = clock;
        this.settings = settings;
        this.lanes = lanes;
        this.queues = queues;
        this.runner = runner;
        this.served = served;
        this.starts = starts;
        this.alarms = new Alarms(vertx, clock, this::due);
        this.enough = Math.min(settings.claimBatch(), (settings.maxRunning() + 1) / 2);
    }

    void start() {
        runner.listen(this::freed, this::notServed, served::answered);
        pollTimer = vertx.setPeriodic(1, settings.pollInterval().toMillis(), none -> {
            if (!polling) {
                poll(); // where one look takes longer than the interval, they would only hold each other up
            }
        });
    }

    /** Claims nothing more. */
    void stop() {
        stopped = true;
        vertx.cancelTimer(pollTimer);
        alarms.stop();
    }

    /** There is, or at {@code at} will be, something to claim in a lane. */
    void wake(Lane lane, long at) {
        if (at <= clock.millis()) {
            ready.add(lane);
            pump();
        } else {
            alarms.set(lane, at);
        }
    }

    /** Takes places for those new jobs that can start at once: due, and behind no other of their lane. */
    Set<UUID> reserve(List<NewJob> jobs) {
        Set<UUID> starting = new HashSet<>();
        int places = stopped ? 0 : free();
        for (NewJob job : jobs) {
            Lane lane = job.lane();
            if (starting.size() < places
                    && job.runAt() <= job.createdAt()
                    && job.idempotencyKey() == null
                    && !ready.contains(lane)
                    && !claiming.contains(lane)
                    && !queues.known(lane.workflow())
                    && served.sure(lane.workflow())) {
                starting.add(job.id());
            }
        }
        reserved += starting.size();
        return starting;
    }

    /** New jobs are stored: runs those that have {@code started}, and looks after the others. */
    void accepted(List<NewJob> jobs, Set<UUID> starting, Set<UUID> started) {
        reserved -= starting.size();
        for (NewJob job : jobs) {
            if (started.contains(job.id())) {
                runner.run(Claimed.of(job));
            } else {
                watch.changed(job.id());
                wake(job.lane(), job.runAt());
            }
        }
    }

    /** A workflow's limits, pause or workers changed. */
    void reconsider() {
        poll();
    }

    /** A job's end is stored, so a concurrency limit may let the next one start. */
    void ended(Lane lane) {
        Set<Lane> waiting = full.isEmpty() ? null : full.remove(lane.workflow());
        if (waiting != null) {
            ready.addAll(waiting);
            pump();
        }
    }

    /** Whether there is more than this node takes at once. */
    boolean backlogged() {
        return !ready.isEmpty() || !claiming.isEmpty();
    }

    private void poll() {
        polling = true;
        lanes.heads(pollFrom)
                .onComplete(none -> polling = false)
                .onSuccess(heads -> {
                    pollFrom = BEFORE_ALL;
                    heads.forEach(this::wake);
                    if (heads.size() == LaneRepository.LANES) {
                        pollFrom = List.copyOf(heads.keySet()).getLast();
                    }
                })
                .onFailure(cause -> LOG.warn("cannot look for jobs: {}", cause.toString()));
    }

    private void pump() {
        if (!pumpPending && !stopped && !ready.isEmpty()) {
            pumpPending = true;
            context.runOnContext(none -> claim());
        }
    }

    /** A place is free; with few of them it is worth a moment to gather more. */
    private void freed(Claimed job) {
        more();
    }

    private void more() {
        if (ready.isEmpty() || pumpPending) {
            return;
        }
        if (free() >= enough) {
            pump();
        } else {
            pumpPending = true;
            vertx.setTimer(GATHER_MS, none -> claim());
        }
    }

    private int free() {
        return runner.behind() ? 0 : settings.maxRunning() - runner.running() - reserved;
    }

    private void claim() {
        pumpPending = false;
        if (stopped) {
            return;
        }
        long now = clock.millis();
        List<Lane> open = ready.stream()
                .filter(lane -> !claiming.contains(lane) && served(lane))
                .sorted(Comparator.comparing(Lane::priority).reversed())
                .toList();
        int left = open.size();
        for (Lane lane : open) {
            int share = Math.min(settings.claimBatch(), Math.max(1, free() / left--));
            if (share > free()) {
                return;
            }
            claim(lane, share, now);
        }
    }

    /** A job is claimed only where a worker was there a moment ago, so that what nobody serves stays queued. */
    private boolean served(Lane lane) {
        String workflow = lane.workflow();
        if (served.sure(workflow)) {
            return true;
        }
        long again = served.askAgain(workflow);
        if (again > 0) {
            alarms.set(lane, again);
        } else if (asking.add(workflow)) {
            served.ask(workflow)
                    .onComplete(answer -> context.runOnContext(none -> {
                        asking.remove(workflow);
                        if (answer.succeeded()) {
                            pump(); // or sets the alarm for the next look
                        }
                    }));
        }
        return false;
    }

    private void claim(Lane lane, int limit, long now) {
        reserved += limit;
        claiming.add(lane);
        ready.remove(lane);
        starts.began(now);
        queues.claim(lane, limit, now).onComplete(result -> {
            starts.answered(now);
            reserved -= limit;
            claiming.remove(lane);
            if (result.failed()) {
                LOG.warn(
                        "cannot claim from {}: {}",
                        lane.workflow(),
                        result.cause().toString());
                return;
            }
            Queues.Claim claim = result.result();
            if (stopped) {
                lanes.release(claim.jobs());
                return;
            }
            if (claim.more()) {
                ready.add(lane);
            } else if (claim.full()) {
                full.computeIfAbsent(lane.workflow(), workflow -> new HashSet<>())
                        .add(lane);
            } else if (claim.againAt() > 0) {
                alarms.set(lane, claim.againAt());
            }
            // The database works on the next claim while this one's jobs are handed out.
            reserved += claim.jobs().size();
            if (claim.more() && free() >= enough) {
                claim();
            }
            reserved -= claim.jobs().size();
            claim.jobs().forEach(runner::run);
            more();
        });
    }

    private void notServed(Claimed job) {
        served.missing(job.lane().workflow());
        Future<Void> released = lanes.release(List.of(job));
        released.onSuccess(none -> {
            watch.changed(job.id());
            wake(job.lane(), clock.millis());
        });
    }

    private void due(List<Lane> lanes) {
        ready.addAll(lanes);
        pump();
    }
}
