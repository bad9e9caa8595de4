package ai.levqor.activity;

import static io.vertx.core.Future.await;

import ai.levqor.activity.StreamEvent.Batch;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers followers: at once when there is something new, else when there is or their time is up. */
final class StreamService {
    private static final int DEFAULT_WAIT_MS = 10_000;

    private final Feeds feeds;
    private final JobStream jobs;
    private final AllJobsStream all;

    StreamService(Feeds feeds, JobStream jobs, AllJobsStream all) {
        this.feeds = feeds;
        this.jobs = jobs;
        this.all = all;
    }

    Reply job(Request request) {
        UUID job = ReportService.job(request);
        return next(request, Topic.of(job), cursor -> jobs.read(job, JobCursor.of(cursor)));
    }

    Reply all(Request request) {
        var topic = new Topic(
                null,
                request.input().getString("workflow"),
                request.input().getString("state"),
                request.caller().confinedTo());
        return next(request, topic, cursor -> all.read(topic, cursor));
    }

    private Reply next(Request request, Topic topic, Function<@Nullable String, Batch> read) {
        long deadline = System.nanoTime() + request.input().getInteger("wait_ms", DEFAULT_WAIT_MS) * 1_000_000L;
        String cursor = request.input().getString("last_event_id");
        Feed feed = feeds.of(topic);
        while (true) {
            long version = feed.version();
            if (cursor == null || !feed.unchanged(cursor)) {
                Batch batch = read.apply(cursor);
                if (!batch.events().isEmpty() || batch.ended()) {
                    return batch::json;
                }
                cursor = batch.cursor();
                feed.looked(cursor, version);
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (feeds.closed() || !await(feed.change(version, left))) {
                Batch nothing = new Batch(List.of(), cursor, false);
                return nothing::json;
            }
        }
    }
}
