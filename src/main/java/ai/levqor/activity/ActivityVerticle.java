package ai.levqor.activity;

import ai.levqor.bus.Caller;
import ai.levqor.config.ActivitySettings;
import ai.levqor.jobs.Jobs;
import ai.levqor.live.JobLogs;
import ai.levqor.live.Watch;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows what happens with jobs, and takes what their workers tell. */
public final class ActivityVerticle extends Actor {
    private @Nullable Feeds feeds;

    /** The activity of this process. */
    public ActivityVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var database = kernel.database();
        var settings = kernel.settings().section("activity", ActivitySettings.class);
        var following = new Feeds(vertx, kernel.node().toString(), new Fingerprints(database));
        feeds = following;
        following.start();
        var streams = new StreamService(
                following, new JobStream(database, this::waiting), new AllJobsStream(database, kernel.clock()));
        var reports = new ReportService(new JobLogs(database), Watch.of(vertx), settings, kernel.clock());

        on(Activity.STREAM, request -> request, streams::job);
        on(Activity.STREAM_ALL, request -> request, streams::all);
        on(Activity.LOGS, request -> request, reports::lines);
        on(Activity.LOG, request -> request, reports::log);
        on(Activity.PROGRESS, request -> request, reports::progress);
        return Future.succeededFuture();
    }

    /** Why a job is not running; null when it is, or when nobody can tell. */
    private @Nullable JsonObject waiting(UUID job) {
        return kernel.bus()
                .call(Jobs.STATUS, new JsonObject().put("job_id", job.toString()), Caller.SYSTEM)
                .map(status -> status.getJsonObject("waiting"))
                .otherwise(new JsonObject().put("reason", "unknown").put("message", "The queue does not answer."))
                .await();
    }

    /** Those who wait for news are answered, so that nobody waits for them. */
    @Override
    protected void stopping() {
        if (feeds != null) {
            feeds.close();
        }
    }
}
