package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Jobs that are made by the clock, the same on every database. */
abstract class SchedulesContract extends JobsCase {
    @Test
    void aScheduleMakesOneJobATimeOverTwoNodesAndOneAfterAnOutage() throws Exception {
        start();
        var made = new ConcurrentLinkedQueue<String>();
        serve(node(), "w", task -> {
            made.add(task.jobId());
            return Future.succeededFuture(new JsonObject());
        });
        JsonObject schedule = new JsonObject()
                .put("name", "nightly")
                .put("cron", "0 * * * *")
                .put("workflow", "w")
                .put("payload", new JsonObject());
        assertEquals(
                clock.millis() / 1000 + 3600,
                call(Jobs.SCHEDULE, schedule.copy()).getLong("next_run_at"));
        close();
        nodes.clear();
        clock.advance(Duration.ofHours(5));
        start();
        start();
        for (TestKernel node : nodes) {
            serve(node, "w", task -> {
                made.add(task.jobId());
                return Future.succeededFuture(new JsonObject());
            });
        }
        Eventually.await("the missed times made one job", () -> made.size() == 1);
        JsonObject listed =
                call(Jobs.SCHEDULES, new JsonObject()).getJsonArray("schedules").getJsonObject(0);
        assertEquals(made.peek(), listed.getString("last_job_id"));
        assertEquals(clock.millis() / 1000 + 3600, listed.getLong("next_run_at"));
        assertEquals(
                "cron",
                failure(Jobs.SCHEDULE, schedule.copy().put("cron", "61 * * * *"))
                        .field());
        assertEquals(
                "time_zone",
                failure(Jobs.SCHEDULE, schedule.copy().put("time_zone", "Mars/Base"))
                        .field());
    }

    @Test
    void aScheduleHoldsWhatASubmissionMust() throws Exception {
        start();
        JsonObject schedule = new JsonObject()
                .put("name", "bad")
                .put("cron", "* * * * *")
                .put("workflow", "w")
                .put("payload", new JsonObject())
                .put("callback_url", "https://user:pw@example.com/x");
        assertEquals("callback_url", failure(Jobs.SCHEDULE, schedule).field());
    }
}
