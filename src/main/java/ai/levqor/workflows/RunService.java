package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.config.ActivitySettings;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is to be seen of runs, what they are sent, and how they are done again. */
final class RunService {
    private final RunRepository runs;
    private final StepRepository steps;
    private final Reruns reruns;
    private final ActivitySettings limits;
    private final Runnable onWork;
    private final InstantSource clock;

    /** {@code onWork} is called when a job may go on, or there is a new one. */
    RunService(
            RunRepository runs,
            StepRepository steps,
            Reruns reruns,
            ActivitySettings limits,
            Runnable onWork,
            InstantSource clock) {
        this.runs = runs;
        this.steps = steps;
        this.reruns = reruns;
        this.limits = limits;
        this.onWork = onWork;
        this.clock = clock;
    }

    Reply steps(Request request) {
        UUID job = job(request);
        Page page = Page.of(request);
        int space = page.after().indexOf(' ');
        long at = page.after().isEmpty() ? -1 : number(page.after().substring(0, Math.max(0, space)));
        List<JsonObject> found = await(steps.page(job, at, page.after().substring(space + 1), page.fetch()));
        exists(job, found);
        return page.reply(
                "steps",
                found,
                step -> step,
                step -> Math.round(step.getDouble("started_at") * 1000) + " " + step.getString("step"));
    }

    Reply step(Request request) {
        String step = request.text("step");
        JsonObject found = await(steps.one(job(request), step)).orElseThrow(() -> Failure.notFound("step", step));
        return () -> found;
    }

    Reply received(Request request) {
        UUID job = job(request);
        Page page = Page.of(request);
        long after = page.after().isEmpty() ? 0 : number(page.after());
        List<JsonObject> found = await(steps.events(job, after, request.input().getString("event_id"), page.fetch()));
        exists(job, found);
        return page.reply("events", found, event -> event, event -> Long.toString(event.getLong("number")));
    }

    private static long number(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Page.invalidCursor();
        }
    }

    private void exists(UUID job, List<?> found) {
        if (found.isEmpty() && !await(steps.exists(job))) {
            throw Failure.notFound("job_id", job.toString());
        }
    }

    Reply rerun(Request request) {
        String from = request.text("from_step");
        UUID made = await(reruns.rerun(job(request), from, request.caller().id()));
        onWork.run();
        return () -> new JsonObject()
                .put("job_id", made.toString())
                .put("status", "queued")
                .put("rerun_of", request.text("job_id"));
    }

    Reply signal(Request request) {
        JsonObject input = request.input();
        return send(
                job(request),
                Optional.ofNullable(input.getString("id"))
                        .orElseGet(() -> UUID.randomUUID().toString()),
                request.text("type"),
                input.getValue("data"));
    }

    /** An approval or its refusal is an event of a type of its own. */
    Reply decide(Request request, boolean approved) {
        var data = new JsonObject()
                .put("approved", approved)
                .put("by", request.caller().id())
                .put("comment", request.input().getString("comment"));
        return send(job(request), UUID.randomUUID().toString(), "approval", data);
    }

    private Reply send(UUID job, String id, String type, @Nullable Object data) {
        String event = new JsonObject()
                .put("id", id)
                .put("type", type)
                .put("data", data)
                .encode();
        int size = event.getBytes(StandardCharsets.UTF_8).length;
        if (size > limits.maxEventSize()) {
            throw new Failure(
                    Code.PAYLOAD_TOO_LARGE,
                    "The event has " + size + " bytes; allowed are " + limits.maxEventSize() + ".",
                    "data",
                    new JsonObject());
        }
        if (!await(runs.signal(job, id, event, clock.millis(), limits.maxEvents()))) {
            throw new Failure(Code.NOT_FOUND, "No job with this id waits or runs.");
        }
        onWork.run();
        return () -> new JsonObject().put("job_id", job.toString()).put("event_id", id);
    }

    private static UUID job(Request request) {
        try {
            return UUID.fromString(request.text("job_id"));
        } catch (IllegalArgumentException e) {
            throw new Failure(Code.NOT_FOUND, "There is no job with this id.");
        }
    }
}
