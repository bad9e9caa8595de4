package ai.levqor.workflows;

import ai.levqor.bus.Page;
import ai.levqor.config.ActivitySettings;
import ai.levqor.config.CostsSettings;
import ai.levqor.config.WorkflowsSettings;
import ai.levqor.contract.Schemas;
import ai.levqor.costs.Meter;
import ai.levqor.costs.PricesFile;
import ai.levqor.live.JobLogs;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.sql.Uuid7;
import ai.levqor.workers.Worker;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps definitions, and serves each as a worker of its name. */
public final class WorkflowsVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(WorkflowsVerticle.class);

    /** Published when there is another definition, so that every node serves it. */
    static final String CHANGED = "workflows.changed";

    /** Makes the queues of all nodes look for work. */
    private static final String JOBS_WAKE = "jobs.wake";

    private static final int MAX_NAMES = 10_000;

    private static final long WATCH_MS = 15_000;

    private final Map<String, Worker> serving = new HashMap<>();
    private String mark = "";
    private long watch = -1;
    private @Nullable EventDispatch events;
    private @Nullable Starts starts;

    /** The workflows of this process. */
    public WorkflowsVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var workflows = new WorkflowRepository(kernel.database());
        var runRepository = new RunRepository(kernel.database());
        var library = new Library(workflows);
        var settings = kernel.settings().section("workflows", WorkflowsSettings.class);
        var secrets = new Secrets(settings.secrets());
        var eventRepository = new EventRepository(kernel.database());
        var triggers = new TriggerRepository(kernel.database());
        var dispatch = new EventDispatch(
                vertx, eventRepository, triggers, kernel.bus(), kernel.clock(), settings.eventRetention());
        var functions = new Functions(vertx, kernel.bus().tracing(), new Owners(kernel.bus(), kernel.keys()));
        var connectors = new ConnectorActions(kernel.bus(), kernel.clock());
        var outside = new LiveEffects.Service(functions, connectors, dispatch, eventRepository, secrets);
        var costs = kernel.settings().section("costs", CostsSettings.class);
        var meter = new Meter(
                vertx,
                kernel.database(),
                PricesFile.load(costs.prices()),
                kernel.clock(),
                kernel.audit(),
                kernel.metrics(),
                costs.warnAt());
        var activity = kernel.settings().section("activity", ActivitySettings.class);
        var journals = new Journals(
                vertx,
                runRepository,
                new JobLogs(kernel.database()),
                new StepMeters(kernel.metrics()),
                activity.maxLines(),
                kernel.clock());
        var runs = new Runs(vertx, kernel.outbound(), runRepository, library, outside, meter, journals, kernel.clock());
        var starting = new Starts(vertx, kernel.bus(), workflows, triggers);
        var service = new WorkflowService(
                workflows,
                library,
                starting,
                new Offer(secrets::has, connectors::all, Schemas.shared()),
                this::tell,
                kernel.clock());
        var eventService = new EventService(dispatch);
        var steps = new RunService(
                runRepository,
                new StepRepository(kernel.database()),
                new Reruns(kernel.database(), new Uuid7(kernel.clock()), kernel.clock()),
                activity,
                () -> tell(""),
                kernel.clock());

        on(Workflows.CREATE, request -> request, service::create);
        on(Workflows.VALIDATE, request -> request, service::validate);
        on(Workflows.LIST, Page::of, service::list);
        on(Workflows.GET, request -> request, service::get);
        on(Workflows.VERSIONS, request -> request, service::versions);
        on(Workflows.DIAGRAM, request -> request, service::diagram);
        on(Workflows.DELETE, request -> request, service::delete);
        on(Workflows.STEPS, request -> request, steps::steps);
        on(Workflows.STEP, request -> request, steps::step);
        on(Workflows.RECEIVED, request -> request, steps::received);
        on(Workflows.RERUN, request -> request, steps::rerun);
        on(Workflows.SIGNAL, request -> request, steps::signal);
        on(Workflows.APPROVE, request -> request, request -> steps.decide(request, true));
        on(Workflows.REJECT, request -> request, request -> steps.decide(request, false));

        on(Events.PUBLISH, request -> request, eventService::publish);

        vertx.eventBus().consumer(CHANGED, none -> {
            library.forgetNewest();
            serve(workflows, runs).onFailure(cause -> LOG.warn("cannot read the workflows: {}", cause.toString()));
        });
        watch = vertx.setPeriodic(WATCH_MS, none -> watch(workflows, runs, library));
        dispatch.start();
        events = dispatch;
        starts = starting;
        Future<?> samples =
                settings.samples() ? new Samples(workflows, kernel.clock()).load() : Future.succeededFuture();
        return samples.compose(none -> serve(workflows, runs))
                .compose(none -> workflows.mark())
                .onSuccess(found -> {
                    mark = found;
                    starting.all();
                });
    }

    /** Notices what processes outside of the cluster stored, such as a command on this database. */
    private void watch(WorkflowRepository workflows, Runs runs, Library library) {
        workflows
                .mark()
                .compose(found -> {
                    if (found.equals(mark)) {
                        return Future.succeededFuture();
                    }
                    mark = found;
                    library.forgetNewest();
                    return serve(workflows, runs).onSuccess(none -> startAll());
                })
                .onFailure(cause -> LOG.debug("cannot look at the workflows: {}", cause.toString()));
    }

    private void startAll() {
        if (starts != null) {
            starts.all();
        }
    }

    /** A definition changed, or, without a name, a job was sent an event. */
    private void tell(String workflow) {
        vertx.eventBus().publish(workflow.isEmpty() ? JOBS_WAKE : CHANGED, new JsonObject());
    }

    /** Serves what there is; what was deleted is served no more. */
    private Future<?> serve(WorkflowRepository workflows, Runs runs) {
        return workflows.newest("", MAX_NAMES).compose(found -> {
            List<String> names = found.stream().map(Stored::name).toList();
            List<Future<?>> changes = new ArrayList<>();
            for (String name : List.copyOf(serving.keySet())) {
                Worker worker = names.contains(name) ? null : serving.remove(name);
                if (worker != null) {
                    changes.add(worker.stop());
                }
            }
            for (String name : names) {
                if (!serving.containsKey(name)) {
                    changes.add(Workers.serve(vertx, name, runs::run).onSuccess(worker -> serving.put(name, worker)));
                }
            }
            return Future.all(changes);
        });
    }

    /** The jobs of this node have been handed back by now. */
    @Override
    protected Future<?> close() {
        vertx.cancelTimer(watch);
        if (events != null) {
            events.stop();
        }
        if (starts != null) {
            starts.stop();
        }
        long grace = kernel.settings().core().shutdownTimeout().toMillis() / 16;
        return Future.any(
                Future.join(serving.values().stream().map(Worker::stop).toList()), vertx.timer(Math.max(1, grace)));
    }
}
