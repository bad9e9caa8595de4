package ai.levqor.jobs;

import ai.levqor.bus.Failure;
import ai.levqor.sql.Database;
import ai.levqor.sql.Session;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the jobs of schedules whose time has come: one each, also when several times passed while nobody was up. The
 * schedule moves on and its job is stored in one transaction, so over all nodes each time makes one job.
 */
final class Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final long LOOK_MS = 10_000;

    private final Vertx vertx;
    private final Database database;
    private final ScheduleRepository schedules;
    private final Submissions submissions;
    private final Dispatcher dispatcher;
    private final InstantSource clock;
    private long timer = -1;
    private boolean stopped;

    Scheduler(
            Vertx vertx,
            Database database,
            ScheduleRepository schedules,
            Submissions submissions,
            Dispatcher dispatcher,
            InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.schedules = schedules;
        this.submissions = submissions;
        this.dispatcher = dispatcher;
        this.clock = clock;
    }

    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /** Fires what is due, and sets the timer to what is next. */
    void look() {
        schedules
                .next()
                .compose(next -> next <= clock.millis()
                        ? fire().compose(none -> schedules.next())
                        : Future.succeededFuture(next))
                .onFailure(cause -> LOG.warn("cannot look for schedules: {}", cause.toString()))
                .otherwise(Long.MAX_VALUE)
                .onSuccess(this::lookAgain);
    }

    private void lookAgain(long next) {
        vertx.cancelTimer(timer);
        if (!stopped) {
            // A short timer also notices schedules that other nodes made, and clocks that were set.
            timer = vertx.setTimer(Math.clamp(next - clock.millis(), 1, LOOK_MS), none -> look());
        }
    }

    private Future<List<NewJob>> fire() {
        long now = clock.millis();
        return database.<List<NewJob>>transaction(session -> schedules
                        .due(session, now)
                        .compose(due -> {
                            var jobs = new ArrayList<NewJob>();
                            Future<Void> moved = Future.succeededFuture();
                            for (Schedule schedule : due) {
                                moved = moved.compose(none -> notBefore(session, schedule, now))
                                        .compose(at -> fire(session, schedule, now, at, jobs));
                            }
                            return moved.compose(none -> store(session, jobs)).map(jobs);
                        }))
                .onSuccess(jobs -> jobs.forEach(job -> dispatcher.wake(job.lane(), job.runAt())));
    }

    /** One job and the next time; only a later time where it is too early for {@code schedule}. */
    private Future<Void> fire(Session session, Schedule schedule, long now, long notBefore, List<NewJob> jobs) {
        if (notBefore > now) {
            return schedules.fired(session, schedule.name(), notBefore, schedule.lastJob());
        }
        NewJob job = job(schedule);
        if (job != null) {
            jobs.add(job);
        }
        UUID id = job == null ? schedule.lastJob() : job.id();
        return schedules.fired(session, schedule.name(), schedule.next(now), id);
    }

    /** Where a schedule counts from the end of its last job: so long after that, or a look later while it runs. */
    private Future<Long> notBefore(Session session, Schedule schedule, long now) {
        Long after = schedule.afterMs();
        UUID last = schedule.lastJob();
        if (after == null || last == null) {
            return Future.succeededFuture(now);
        }
        return schedules
                .ended(session, last)
                .map(ended -> ended == null ? now + Math.min(after, LOOK_MS) : ended + after);
    }

    /** The job of one time; none where limits that were made stricter since forbid it. */
    private @Nullable NewJob job(Schedule schedule) {
        try {
            return submissions.read(schedule.submission(), schedule.owner(), null, "");
        } catch (Failure refused) {
            LOG.error("schedule {} makes no job: {}", schedule.name(), refused.getMessage());
            return null;
        }
    }

    private static Future<?> store(Session session, List<NewJob> jobs) {
        return jobs.isEmpty() ? Future.succeededFuture() : IntakeRepository.insert(session, jobs);
    }
}
