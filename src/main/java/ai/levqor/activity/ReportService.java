package ai.levqor.activity;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.config.ActivitySettings;
import ai.levqor.live.JobLogs;
import ai.levqor.live.JobLogs.Line;
import ai.levqor.live.Watch;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Takes what workers report of running jobs, and lists their log lines. */
final class ReportService {
    private final JobLogs logs;
    private final Watch watch;
    private final ActivitySettings settings;
    private final InstantSource clock;

    ReportService(JobLogs logs, Watch watch, ActivitySettings settings, InstantSource clock) {
        this.logs = logs;
        this.watch = watch;
        this.settings = settings;
        this.clock = clock;
    }

    static UUID job(Request request) {
        String id = request.text("job_id");
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("job_id", id);
        }
    }

    Reply progress(Request request) {
        UUID job = job(request);
        JsonObject input = request.input();
        int attempt = input.getInteger("attempt");
        if (!await(
                logs.report(job, attempt, input.getDouble("progress"), input.getString("message"), clock.millis()))) {
            throw over(job, attempt);
        }
        watch.changed(job);
        return Reply.OK;
    }

    Reply log(Request request) {
        UUID job = job(request);
        int attempt = request.input().getInteger("attempt");
        long now = clock.millis();
        List<Line> lines = request.input().getJsonArray("lines").stream()
                .map(JsonObject.class::cast)
                .map(line -> new Line(
                        now, line.getString("level", "info"), line.getString("step"), cut(line.getString("message"))))
                .toList();
        int kept = await(logs.add(job, attempt, lines, settings.maxLines())).orElseThrow(() -> over(job, attempt));
        watch.changed(job);
        return () -> new JsonObject().put("kept", kept).put("dropped", lines.size() - kept);
    }

    private String cut(String message) {
        return message.length() <= settings.maxLine() ? message : message.substring(0, settings.maxLine()) + "…";
    }

    private static Failure over(UUID job, int attempt) {
        return new Failure(Code.CONFLICT, "The job is not running attempt " + attempt + ".")
                .with("job_id", job.toString());
    }

    Reply lines(Request request) {
        UUID job = job(request);
        Page page = Page.of(request);
        List<JsonObject> found =
                await(logs.lines(job, number(page), request.input().getString("level", ""), page.fetch()));
        if (found.isEmpty() && !await(logs.exists(job))) {
            throw Failure.notFound("job_id", job.toString());
        }
        return page.reply("lines", found, line -> line, line -> Integer.toString(line.getInteger("number")));
    }

    private static int number(Page page) {
        try {
            return page.after().isEmpty() ? 0 : Integer.parseInt(page.after());
        } catch (NumberFormatException e) {
            throw Page.invalidCursor();
        }
    }
}
