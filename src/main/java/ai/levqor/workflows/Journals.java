package ai.levqor.workflows;

import ai.levqor.live.JobLogs;
import ai.levqor.live.Watch;
import ai.levqor.sql.GroupCommit;
import ai.levqor.workflows.RunRepository.Begun;
import ai.levqor.workflows.RunRepository.Saved;
import ai.levqor.workflows.run.Entry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The journals of the runs that are under way on this node, and what they share: commits, and the look after slow steps. */
final class Journals {
    private static final int MAX_BATCH = 500;
    private static final int MAX_WAITING = 20_000;
    private static final long LOOK_MS = 250;

    private final GroupCommit<Begun, Boolean> begin;
    private final List<GroupCommit<Saved, Boolean>> commits;
    private final Set<DatabaseJournal> open = new HashSet<>();
    private final Watch watch;
    private final JobLogs logs;
    private final StepMeters meters;
    private final int maxLines;
    private final InstantSource clock;

    Journals(Vertx vertx, RunRepository runs, JobLogs logs, StepMeters meters, int maxLines, InstantSource clock) {
        this.begin = new GroupCommit<>(vertx, MAX_BATCH, MAX_WAITING, 2, runs::begin);
        // Two, so that they overlap; each with one flush at a time, so that a run's changes become visible in order.
        this.commits = List.of(
                new GroupCommit<>(vertx, MAX_BATCH, MAX_WAITING, 1, runs::save),
                new GroupCommit<>(vertx, MAX_BATCH, MAX_WAITING, 1, runs::save));
        this.watch = Watch.of(vertx);
        this.logs = logs;
        this.meters = meters;
        this.maxLines = maxLines;
        this.clock = clock;
        vertx.setPeriodic(LOOK_MS, none -> List.copyOf(open).forEach(DatabaseJournal::keepSlow));
    }

    /** The journal of an attempt, whose last change was number {@code seq}; close it when the attempt ends. */
    DatabaseJournal open(UUID job, int attempt, List<Entry> entries, int seq) {
        var journal = new DatabaseJournal(this, job, attempt, entries, seq);
        open.add(journal);
        return journal;
    }

    void close(DatabaseJournal journal) {
        open.remove(journal);
    }

    /** Keeps which version a run has, unless it has begun before; whether it had not. */
    Future<Boolean> begin(Begun run) {
        return begin.add(run);
    }

    /** Stores an entry; whether its attempt still holds its job. */
    Future<Boolean> save(Saved saved) {
        return commits.get(saved.job().hashCode() & 1).add(saved).onSuccess(held -> {
            watch.changed(saved.job());
            if (held) {
                meters.stored(saved.entry());
            }
        });
    }

    /** Adds a line to the job's log. */
    Future<?> log(UUID job, int attempt, String level, String step, String message) {
        return logs.add(job, attempt, List.of(new JobLogs.Line(clock.millis(), level, step, message)), maxLines);
    }
}
