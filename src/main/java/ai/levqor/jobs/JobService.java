package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.costs.SpentBudgets;
import ai.levqor.jobs.NewJob.Receipt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What clients ask of the queue. */
final class JobService {
    private static final int FORCED_TRIES = 5;

    private final JobRepository jobs;
    private final Engine engine;
    private final Revivals revivals;
    private final Waiting waiting;
    private final Cancellations cancellations;
    private final SpentBudgets spent;
    private final InstantSource clock;

    JobService(
            JobRepository jobs,
            Engine engine,
            Revivals revivals,
            Waiting waiting,
            Cancellations cancellations,
            SpentBudgets spent,
            InstantSource clock) {
        this.jobs = jobs;
        this.engine = engine;
        this.revivals = revivals;
        this.waiting = waiting;
        this.cancellations = cancellations;
        this.spent = spent;
        this.clock = clock;
    }

    static UUID id(Request request) {
        return JobFilter.uuid("job_id", request.text("job_id"));
    }

    Reply submit(Submission submission) {
        NewJob job = submission.job();
        admit(job.owner(), List.of(job.workflow()));
        Receipt receipt = await(engine.submit(submission));
        if (receipt.mismatch()) {
            throw Submissions.mismatch("idempotency_key");
        }
        return new Accepted(receipt, submission.recorded());
    }

    private record Accepted(Receipt receipt, boolean recorded) implements Reply {
        @Override
        public JsonObject json() {
            return receipt.json();
        }
    }

    Reply submitMany(NewBatch batch) {
        admit(
                batch.owner(),
                batch.jobs().stream().map(NewJob::workflow).distinct().toList());
        JsonObject answer = await(engine.submit(batch));
        return () -> answer;
    }

    /** Refuses when a budget is spent; nearly always that is known without waiting. */
    private void admit(String owner, List<String> workflows) {
        Future<Void> admitted = spent.check(owner, workflows);
        if (!admitted.succeeded()) {
            await(admitted);
        }
    }

    Reply status(UUID id) {
        Job job = find(id);
        JsonObject status = explained(job, job.status());
        return () -> status;
    }

    Reply get(UUID id) {
        Job job = find(id);
        JsonObject full = explained(job, job.full()).mergeIn(await(jobs.activity(id)));
        return () -> full;
    }

    private JsonObject explained(Job job, JsonObject json) {
        return job.state() == State.QUEUED ? json.put("waiting", await(waiting.reason(job))) : json;
    }

    Reply list(JobFilter filter) {
        List<Job> found = await(jobs.list(
                filter.before(),
                filter.state(),
                filter.workflow(),
                filter.batch(),
                filter.owner(),
                filter.page().fetch()));
        return filter.page().reply("jobs", found, Job::summary, job -> job.id().toString());
    }

    /** Whose a job or a batch is; for the edge, which lets people see their own. */
    Reply owner(Owned asked) {
        String owner = await(asked.batch() ? jobs.batchOwner(asked.id()) : jobs.owner(asked.id()))
                .orElseThrow(() -> Failure.notFound(
                        asked.batch() ? "batch_id" : "job_id", asked.id().toString()));
        return () -> new JsonObject().put("owner", owner);
    }

    /** A job, or a batch. */
    record Owned(UUID id, boolean batch) {
        static Owned of(Request request) {
            String batch = request.input().getString("batch_id");
            return batch == null
                    ? new Owned(JobService.id(request), false)
                    : new Owned(JobFilter.uuid("batch_id", batch), true);
        }
    }

    /** A job's history only grows at its end, so a place in it is a cursor. */
    Reply events(Events asked) {
        Job job = find(asked.id());
        List<JobEvent> all = History.of(job, await(jobs.events(asked.id())));
        int from = Math.min(asked.from(), all.size());
        List<JobEvent> page =
                all.subList(from, Math.min(all.size(), from + asked.page().fetch()));
        int next = from + asked.page().limit();
        return asked.page().reply("events", page, JobEvent::json, last -> Integer.toString(next));
    }

    Reply batch(String text) {
        UUID id = JobFilter.uuid("batch_id", text);
        return await(jobs.batch(id)).orElseThrow(() -> Failure.notFound("batch_id", text));
    }

    Reply cancel(UUID id) {
        JsonObject error = Outcome.error("cancelled", "cancelled by request");
        Job job = end(id, State.CANCELLED, null, error);
        cancellations.announce(job);
        return status(id);
    }

    Reply complete(Completion completion) {
        Job job = end(completion.id(), State.SUCCEEDED, completion.result().encode(), null);
        cancellations.announce(job);
        return Reply.OK;
    }

    /** Ends a job at whatever attempt it is; an attempt that starts meanwhile is met the next time round. */
    private Job end(UUID id, State state, @Nullable String result, @Nullable JsonObject error) {
        for (int i = 0; i < FORCED_TRIES; i++) {
            Job job = find(id);
            if (job.state().ended()) {
                throw conflict(job, "has ended already");
            }
            if (await(engine.store(Ending.forced(job, state, clock.millis(), result, error), job.lane()))) {
                return job;
            }
        }
        throw new Failure(Code.CONFLICT, "The job changes too fast; try again.");
    }

    Reply retry(UUID id) {
        Job job = find(id);
        if (job.state() != State.FAILED && job.state() != State.CANCELLED) {
            throw conflict(job, "is neither failed nor cancelled");
        }
        if (await(revivals.revive(List.of(job))).isEmpty()) {
            throw conflict(job, "was changed by somebody else");
        }
        JsonObject queued = job.status().put("status", State.QUEUED.wire()).putNull("error");
        return () -> queued;
    }

    private static Failure conflict(Job job, String why) {
        return new Failure(Code.CONFLICT, "The job " + why + ".")
                .with("job_id", job.id().toString())
                .with("status", job.state().wire());
    }

    private Job find(UUID id) {
        return await(jobs.find(id)).orElseThrow(() -> Failure.notFound("job_id", id.toString()));
    }

    /** Which part of a job's history is asked for. */
    record Events(UUID id, int from, Page page) {
        static Events of(Request request) {
            Page page = Page.of(request);
            try {
                int from = page.after().isEmpty() ? 0 : Integer.parseInt(page.after());
                return new Events(JobService.id(request), Math.max(0, from), page);
            } catch (NumberFormatException e) {
                throw Page.invalidCursor();
            }
        }
    }

    /** A job to end by hand, and its result. */
    record Completion(UUID id, JsonObject result) {
        static Completion of(Request request) {
            return new Completion(JobService.id(request), request.input().getJsonObject("result"));
        }
    }
}
