package ai.levqor.jobs;

import ai.levqor.bus.Page;
import ai.levqor.config.JobsSettings;
import ai.levqor.costs.SpentBudgets;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.Person;
import ai.levqor.people.PersonalData;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The queue of a node: takes jobs in, answers for them, and has its {@link Engine} run them. */
public final class JobsVerticle extends Actor {
    /** Published by whoever starts or ends to serve a workflow, so that its jobs need not wait for the next look. */
    public static final String WORKERS_CHANGED = "workers.changed";

    /** Published when a pause or a limit changed, so that every node reads them anew. */
    static final String QUEUES_CHANGED = "jobs.queues_changed";

    private final JobsSettings settings;
    private @Nullable Engine engine;

    /** The queue of this process. */
    public JobsVerticle(Kernel kernel) {
        super(kernel);
        this.settings = kernel.settings().section("jobs", JobsSettings.class);
    }

    @Override
    protected Future<?> open() {
        var database = kernel.database();
        var clock = kernel.clock();
        var submissions = new Submissions(settings, clock, kernel.bus().tracing());
        var queueRepository = new QueueRepository(database);
        var own = new Engine(kernel, settings, submissions, queueRepository);
        var revivals = new Revivals(database, own, clock);
        var jobs = new JobService(
                new JobRepository(database),
                own,
                revivals,
                new Waiting(database, queueRepository, own.served(), clock),
                new Cancellations(vertx),
                new SpentBudgets(vertx, database, clock),
                clock);
        var queues = new QueueService(
                workflow -> vertx.eventBus().publish(QUEUES_CHANGED, new JsonObject().put("workflow", workflow)),
                queueRepository,
                own.served());
        var schedules = new ScheduleService(new ScheduleRepository(database), submissions, own, clock);

        var load = new LoadService(new LoadRepository(database, settings.lease().toMillis()), clock);

        on(Jobs.SUBMIT, submissions::one, jobs::submit);
        on(Jobs.SUBMIT_MANY, submissions::many, jobs::submitMany);
        on(Jobs.STATUS, JobService::id, jobs::status);
        on(Jobs.GET, JobService::id, jobs::get);
        on(Jobs.OWNER, JobService.Owned::of, jobs::owner);
        on(Jobs.LIST, JobFilter::of, jobs::list);
        on(Jobs.EVENTS, JobService.Events::of, jobs::events);
        on(Jobs.BATCH, request -> request.text("batch_id"), jobs::batch);
        on(Jobs.CANCEL, JobService::id, jobs::cancel);
        on(Jobs.RETRY, JobService::id, jobs::retry);
        on(Jobs.RETRY_MANY, RetryFilter::of, new BulkRetry(database, revivals)::run);
        if (!kernel.settings().core().production()) {
            on(Jobs.COMPLETE, JobService.Completion::of, jobs::complete);
        }
        on(Jobs.TOTALS, JobTotals.Span::of, new JobTotals(database)::totals);
        on(Jobs.QUEUES, Page::of, queues::list);
        on(Jobs.LOAD, request -> request, load::load);
        on(Jobs.COUNT, LoadService::since, load::count);
        on(Jobs.PAUSE, QueueService::workflow, queues::pause);
        on(Jobs.RESUME, QueueService::workflow, queues::resume);
        on(Jobs.LIMIT, QueueService::limits, queues::limit);
        on(Jobs.SCHEDULES, ScheduleService.Listing::of, schedules::list);
        on(Jobs.SCHEDULE, ScheduleService.NewSchedule::of, schedules::put);
        on(Jobs.UNSCHEDULE, ScheduleService.Named::of, schedules::remove);
        var jobsOfPerson = new JobsOfPerson(database, new JobRepository(database), jobs::cancel);
        on(PersonalData.export("jobs"), Person::of, jobsOfPerson::export);
        on(PersonalData.forget("jobs"), Person::of, jobsOfPerson::forget);
        engine = own;
        return vertx.deployVerticle(own);
    }

    @Override
    protected Future<?> check() {
        return engine == null ? Future.failedFuture("not started") : engine.check();
    }
}
