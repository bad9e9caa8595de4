package ai.levqor.jobs;

import ai.levqor.bus.Listeners;
import ai.levqor.config.CostsSettings;
import ai.levqor.config.JobsSettings;
import ai.levqor.costs.Meter;
import ai.levqor.costs.PricesFile;
import ai.levqor.jobs.NewJob.Receipt;
import ai.levqor.ledger.Ledger;
import ai.levqor.live.Watch;
import ai.levqor.node.Kernel;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What makes jobs run: the dispatcher, the runner and what belongs to them, all on one event loop. A job costs the
 * engine some small callbacks; on a virtual-thread context each of them would be a hand-over between threads.
 *
 * <p>Its public face may be called from any thread.
 */
@SuppressWarnings("NullAway.Init") // start() makes the parts, on the engine's own context
final class Engine extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final long REFRESH_MS = 10_000;

    private final Kernel kernel;
    private final JobsSettings settings;
    private final Submissions submissions;
    private final Served served;
    private final LaneRepository lanes;
    private final Queues queues;
    private final ScheduleRepository schedules;
    private Context own;
    private Endings endings;
    private Runner runner;
    private Dispatcher dispatcher;
    private volatile Intake intake;
    private Scheduler scheduler;
    private Heartbeat heartbeat;

    Engine(Kernel kernel, JobsSettings settings, Submissions submissions, QueueRepository queueRepository) {
        this.kernel = kernel;
        this.settings = settings;
        this.submissions = submissions;
        this.served = new Served(new Listeners(kernel.vertx(), Runner.WORKERS), kernel.clock());
        this.lanes = new LaneRepository(kernel.database(), kernel.node());
        this.queues = new Queues(kernel.database(), lanes, queueRepository);
        this.schedules = new ScheduleRepository(kernel.database());
    }

    @Override
    public Future<?> start() {
        var database = kernel.database();
        var clock = kernel.clock();
        own = vertx.getOrCreateContext();
        var meters = new JobMeters(kernel.metrics());
        endings = new Endings(vertx, new EndingRepository(database, new Uuid7(clock)), meters);
        runner = new Runner(vertx, clock, endings, backoff(), kernel.bus().tracing(), charges(), meters);
        var starts = new PendingStarts(clock);
        dispatcher = new Dispatcher(vertx, clock, settings, lanes, queues, runner, served, starts);
        endings.listen(dispatcher::wake, dispatcher::ended);
        var wakes = new Wakes(vertx, kernel.node().toString(), dispatcher);
        intake = new Intake(
                vertx,
                Ledger.of(kernel.audit()),
                new BatchRepository(database),
                dispatcher,
                starts,
                wakes,
                kernel.node(),
                settings.maxWaiting());
        scheduler = new Scheduler(vertx, database, schedules, submissions, dispatcher, clock);

        wakes.listen();
        new Cancellations(vertx).listen(runner);
        vertx.eventBus().consumer(JobsVerticle.QUEUES_CHANGED, none -> refresh());
        vertx.eventBus().consumer(JobsVerticle.WORKERS_CHANGED, none -> {
            served.forget();
            dispatcher.reconsider();
        });
        var strays = new Strays(vertx, database, lanes, dispatcher, starts, runner, endings, kernel.node());
        vertx.setPeriodic(REFRESH_MS, none -> {
            refresh();
            strays.release().onFailure(cause -> LOG.warn("cannot look for strays: {}", cause.toString()));
        });
        startRetention(new Retention(database, clock, settings.retention()));
        var rescue = new Rescue(database, endings, clock, settings.lease().toMillis());
        return here(startHeartbeat(rescue)).compose(none -> queues.refresh()).onSuccess(none -> {
            dispatcher.start();
            scheduler.look();
        });
    }

    /** What ends on a thread of its own goes on on the engine's: the parts below take no lock. */
    private Future<Void> here(Future<Void> elsewhere) {
        Promise<Void> done = Promise.promise();
        elsewhere.onComplete(result -> own.runOnContext(none -> done.handle(result)));
        return done.future();
    }

    private WorkerCharges charges() {
        var costs = kernel.settings().section("costs", CostsSettings.class);
        var prices = PricesFile.load(costs.prices());
        return new WorkerCharges(new Meter(
                vertx, kernel.database(), prices, kernel.clock(), kernel.audit(), kernel.metrics(), costs.warnAt()));
    }

    private Backoff backoff() {
        return new Backoff(
                settings.backoffBase().toMillis(),
                settings.backoffMax().toMillis(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    private void refresh() {
        queues.refresh()
                .onSuccess(none -> dispatcher.reconsider())
                .onFailure(cause -> LOG.warn("cannot read the queues' limits: {}", cause.toString()));
    }

    private Future<Void> startHeartbeat(Rescue rescue) {
        heartbeat = new Heartbeat(
                kernel.databaseUrl(),
                kernel.node(),
                kernel.name(),
                settings.heartbeatInterval(),
                settings.lease(),
                () -> own.runOnContext(none ->
                        rescue.run().onFailure(cause -> LOG.warn("cannot look for lost jobs: {}", cause.toString()))));
        return heartbeat.start();
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

    /** Fails while this node cannot keep the leases of its jobs. */
    Future<?> check() {
        return heartbeat.steady()
                ? Future.succeededFuture()
                : Future.failedFuture("the heartbeat that keeps the jobs' leases is late");
    }

    /** Which workflows have a worker. */
    Served served() {
        return served;
    }

    /** Stores a job; it may run by then. */
    Future<Receipt> submit(Submission submission) {
        Intake ready = intake;
        // Before the start is over it waits behind it.
        return ready == null ? hop(() -> intake.add(submission)) : ready.add(submission);
    }

    /** Stores a batch whole or not at all, and answers what {@code jobs.submit_many} does. */
    Future<JsonObject> submit(NewBatch batch) {
        return hop(() -> intake.addBatch(batch));
    }

    private <T> Future<T> hop(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        own.runOnContext(none -> work.get().onComplete(done));
        return done.future();
    }

    /** Tells of one lane. */
    void wake(Lane lane, long at) {
        own.runOnContext(none -> dispatcher.wake(lane, at));
    }

    /** A job was brought back. */
    void wake(Job job, long at) {
        Watch.of(vertx).changed(job.id());
        wake(job.lane(), at);
    }

    /** Stores an ending; answers whether it was still the job's attempt. */
    Future<Boolean> store(Ending ending, Lane lane) {
        return hop(() -> endings.store(ending, lane));
    }

    /** Looks for due schedules. */
    void lookAtSchedules() {
        own.runOnContext(none -> scheduler.look());
    }

    /** Claims nothing more, gives what runs its time, hands back what is left, and stores what came of the rest. */
    @Override
    public Future<?> stop() {
        scheduler.stop();
        dispatcher.stop();
        long timeout = kernel.settings().core().shutdownTimeout().toMillis();
        return within(timeout / 2, runner.idle())
                .compose(none -> {
                    List<Claimed> left = runner.abandon();
                    if (left.isEmpty()) {
                        return Future.succeededFuture();
                    }
                    LOG.info("{} jobs handed back", left.size());
                    return lanes.release(left);
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
