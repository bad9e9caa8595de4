package ai.levqor.analytics;

import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;

/** The report. */
public final class AnalyticsVerticle extends Actor {
    /** The report of this process. */
    public AnalyticsVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var analytics = new AnalyticsService(kernel.bus(), kernel.clock());
        on(Analytics.GET, analytics::days, analytics::report);
        return Future.succeededFuture();
    }
}
