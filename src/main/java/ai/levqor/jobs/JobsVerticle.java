package ai.levqor.jobs;

import ai.levqor.bus.Page;
import ai.levqor.config.JobsSettings;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue of a node: takes jobs in, answers for them, and runs them. */
@SuppressWarnings("NullAway.Init") // open() makes the parts, on the verticle's context
public final class JobsVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(JobsVerticle.class);

    /** Published by whoever starts to serve a workflow, so that its jobs need not wait for the next try. */
    public static final String WORKERS_CHANGED = "workers.changed";

    private static final String QUEUES_CHANGED = "jobs.queues_changed";

    private final JobsSettings settings;
    private Dispatcher dispatcher;
    private Scheduler scheduler;
    private Runner runner;
    private Endings endings;
    private LaneRepository lanes;
    private Heartbeat heartbeat;

    /** The queue of this process. */
    public JobsVerticle(Kernel kernel) {
        super(kernel);
        this.settings = kernel.settings().section("jobs", JobsSettings.class);
    }

    @Override
    protected Future<?> open() {
        var database = kernel.database();
        var clock = kernel.clock();
        var unserved = new Unserved();
        var submissions = new Submissions(settings, clock);
        var queueRepository = new QueueRepository(database);
        endings = new Endings(vertx, new EndingRepository(database, new Uuid7(clock)));
        var backoff = new Backoff(
                settings.backoffBase().toMillis(),
                settings.backoffMax().toMillis(),
                () -> ThreadLocalRandom.current().nextDouble());
        lanes = new LaneRepository(database, kernel.node());
        var queues = new Queues(database, lanes, queueRepository);
        runner = new Runner(vertx, clock, endings, backoff);
        dispatcher = new Dispatcher(vertx, clock, settings, lanes, queues, runner, unserved);
        endings.listen(dispatcher::wake, dispatcher::ended);

        var wakes = new Wakes(vertx, kernel.node().toString(), dispatcher);
        var cancellations = new Cancellations(vertx, runner);
        var jobs = new JobService(
                new JobRepository(database),
                new Intake(vertx, new IntakeRepository(database), dispatcher, wakes),
                endings,
                new Revivals(database, dispatcher, clock, settings.defaultMaxAttempts()),
                new Waiting(database, queueRepository, unserved, clock),
                cancellations,
                clock);
        var queueService = new QueueService(
                workflow -> vertx.eventBus().publish(QUEUES_CHANGED, new JsonObject().put("workflow", workflow)),
                queueRepository,
                unserved);
        var scheduleRepository = new ScheduleRepository(database);
        scheduler = new Scheduler(vertx, database, scheduleRepository, submissions, dispatcher, clock);
        var schedules = new ScheduleService(scheduleRepository, scheduler, clock);

        on(Jobs.SUBMIT, submissions::one, jobs::submit);
        on(Jobs.SUBMIT_MANY, submissions::many, jobs::submitMany);
        on(Jobs.STATUS, JobService::id, jobs::status);
        on(Jobs.GET, JobService::id, jobs::get);
        on(Jobs.LIST, JobFilter::of, jobs::list);
        on(Jobs.EVENTS, JobService::id, jobs::events);
        on(Jobs.BATCH, request -> request.text("batch_id"), jobs::batch);
        on(Jobs.CANCEL, JobService::id, jobs::cancel);
        on(Jobs.RETRY, JobService::id, jobs::retry);
        if (!kernel.settings().core().production()) {
            on(Jobs.COMPLETE, JobService.Completion::of, jobs::complete);
        }
        on(Jobs.QUEUES, Page::of, queueService::list);
        on(Jobs.PAUSE, QueueService::workflow, queueService::pause);
        on(Jobs.RESUME, QueueService::workflow, queueService::resume);
        on(Jobs.LIMIT, QueueService::limits, queueService::limit);
        on(Jobs.SCHEDULES, Page::of, schedules::list);
        on(Jobs.SCHEDULE, Schedule::of, schedules::put);
        on(Jobs.UNSCHEDULE, request -> request.text("name"), schedules::remove);

        wakes.listen();
        cancellations.listen();
        vertx.eventBus().consumer(QUEUES_CHANGED, none -> refresh(queues));
        vertx.eventBus().consumer(WORKERS_CHANGED, none -> {
            unserved.clear();
            dispatcher.reconsider();
        });
        vertx.setPeriodic(10_000, none -> refresh(queues));
        startRetention(new Retention(database, clock, settings.retention()));
        return startHeartbeat(
                        new Rescue(database, endings, clock, settings.lease().toMillis()))
                .compose(none -> queues.refresh())
                .onSuccess(none -> {
                    dispatcher.start();
                    scheduler.look();
                });
    }

    private void refresh(Queues queues) {
        queues.refresh()
                .onSuccess(none -> dispatcher.reconsider())
                .onFailure(cause -> LOG.warn("cannot read the queues' limits: {}", cause.toString()));
    }

    private Future<Void> startHeartbeat(Rescue rescue) {
        Context context = vertx.getOrCreateContext();
        heartbeat = new Heartbeat(
                kernel.databaseUrl(),
                kernel.node(),
                name(),
                settings.heartbeatInterval(),
                settings.lease(),
                () -> context.runOnContext(none ->
                        rescue.run().onFailure(cause -> LOG.warn("cannot look for lost jobs: {}", cause.toString()))));
        return heartbeat.start();
    }

    /** Host and process, for operators. */
    private static String name() {
        String host = System.getenv().getOrDefault("HOSTNAME", "localhost");
        return host + ":" + ProcessHandle.current().pid();
    }

    private void startRetention(Retention retention) {
        vertx.setPeriodic(
                1_000,
                settings.retentionInterval().toMillis(),
                none -> retention
                        .run()
                        .onSuccess(jobs -> LOG.debug("deleted {} old jobs", jobs))
                        .onFailure(cause -> LOG.warn("cannot delete old jobs: {}", cause.toString())));
    }

    /** Claims nothing more, gives what runs its time, hands back what is left, and stores what came of the rest. */
    @Override
    protected Future<?> close() {
        scheduler.stop();
        dispatcher.stop();
        long timeout = kernel.settings().core().shutdownTimeout().toMillis();
        return within(timeout / 2, runner.idle())
                .compose(none -> {
                    List<Claimed> left = runner.abandon();
                    LOG.info("{} jobs handed back", left.size());
                    return left.isEmpty() ? Future.succeededFuture() : lanes.release(left);
                })
                .eventually(() -> within(timeout / 16, endings.idle()))
                .eventually(() -> {
                    heartbeat.stop();
                    return Future.succeededFuture();
                });
    }

    private Future<?> within(long millis, Future<?> work) {
        return Future.any(work, vertx.timer(Math.max(1, millis)));
    }
}
