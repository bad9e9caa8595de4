package ai.levqor.budgets;

import ai.levqor.config.CostsSettings;
import ai.levqor.costs.Meter;
import ai.levqor.costs.PricesFile;
import ai.levqor.costs.Upkeep;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps budgets, reports costs, and takes care of reservations that nobody settles any more. */
public final class BudgetsVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetsVerticle.class);
    private static final long UPKEEP_MS = 30_000;

    /** Makes the queues of all nodes look for work. */
    private static final String JOBS_WAKE = "jobs.wake";

    /** The budgets of this process. */
    public BudgetsVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var settings = kernel.settings().section("costs", CostsSettings.class);
        var budgets = new BudgetService(new BudgetRepository(kernel.database()), this::tell, kernel.clock());
        var costs = new CostService(new CostRepository(kernel.database()), kernel.clock());

        on(Budgets.PUT, BudgetService::budget, budgets::put);
        on(Budgets.LIST, request -> request, budgets::list);
        on(Budgets.GET, BudgetService.Named::of, budgets::get);
        on(Budgets.DELETE, BudgetService::name, budgets::delete);
        on(Budgets.COSTS, request -> request, costs::report);
        on(Budgets.JOB, request -> request, costs::job);

        var meter = new Meter(
                vertx,
                kernel.database(),
                PricesFile.load(settings.prices()),
                kernel.clock(),
                kernel.audit(),
                kernel.metrics(),
                settings.warnAt());
        var upkeep = new Upkeep(kernel.database(), meter, kernel.clock(), settings.retention());
        vertx.setPeriodic(
                UPKEEP_MS,
                none -> upkeep.run()
                        .onFailure(cause -> LOG.warn("cannot look after reservations: {}", cause.toString())));
        return Future.succeededFuture();
    }

    private void tell() {
        vertx.eventBus().publish(Meter.CHANGED, new JsonObject());
        vertx.eventBus().publish(JOBS_WAKE, new JsonObject());
    }
}
