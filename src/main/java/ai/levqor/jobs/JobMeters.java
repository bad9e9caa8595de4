package ai.levqor.jobs;

import ai.levqor.metrics.Labels;
import ai.levqor.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts and times what this node does with jobs, by workflow. */
final class JobMeters {
    private static final int WORKFLOWS = 50;

    private final Labels<Workflow> workflows;
    private final Counter rescues;

    JobMeters(Metrics metrics) {
        // There from the start, without labels: Prometheus cannot see a counter that begins above zero rise.
        this.rescues =
                metrics.counter("levqor.jobs.rescues", "Attempts that were taken back from a node that is gone.");
        this.workflows = new Labels<>(WORKFLOWS, workflow -> new Workflow(metrics, workflow));
    }

    /** A job goes to its worker. */
    void started(Claimed job) {
        of(job.lane().workflow()).waiting.record(Math.max(0, job.startedAt() - job.runAt()), TimeUnit.MILLISECONDS);
    }

    /** An attempt's end is stored. */
    void ended(Ending ending) {
        if (ending.snooze() != null) {
            return;
        }
        Workflow meters = of(ending.workflow());
        Long startedAt = ending.startedAt();
        if (startedAt != null) {
            meters.running.record(Math.max(0, ending.at() - startedAt), TimeUnit.MILLISECONDS);
        }
        JsonObject error = ending.error();
        if (error != null && Ending.LOST.equals(error.getString("code"))) {
            rescues.increment();
        }
        if (ending.state() == State.QUEUED) {
            meters.retries.increment();
        } else {
            meters.finished(ending.state()).increment();
        }
    }

    private Workflow of(String name) {
        return workflows.of(name);
    }

    private static final class Workflow {
        private final Timer waiting;
        private final Timer running;
        private final Counter retries;
        private final Map<State, Counter> finished = new EnumMap<>(State.class);

        Workflow(Metrics metrics, String name) {
            String[] tags = {"workflow", name};
            waiting = metrics.timer(
                    "levqor.job.wait", "Time from when an attempt was due to its start, by workflow.", tags);
            running = metrics.timer("levqor.job.run", "Time from an attempt's start to its end, by workflow.", tags);
            retries = metrics.counter(
                    "levqor.jobs.retries", "Attempts that failed and are followed by another one.", tags);
            for (State state : State.values()) {
                if (state != State.QUEUED && state != State.RUNNING) {
                    finished.put(
                            state,
                            metrics.counter(
                                    "levqor.jobs.finished",
                                    "Jobs that ended, by workflow and state.",
                                    "workflow",
                                    name,
                                    "state",
                                    state.wire()));
                }
            }
        }

        Counter finished(State state) {
            Counter counter = finished.get(state);
            if (counter == null) {
                throw new IllegalArgumentException(state + " ends nothing");
            }
            return counter;
        }
    }
}
