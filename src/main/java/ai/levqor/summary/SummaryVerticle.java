package ai.levqor.summary;

import ai.levqor.config.HttpSettings;
import ai.levqor.config.SummarySettings;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.workers.Worker;
import ai.levqor.workers.Workers;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Summaries by mail. */
public final class SummaryVerticle extends Actor {
    private static final int AT_ONCE = 2;

    private @Nullable Worker worker;
    private @Nullable Timetable timetable;

    /** The summaries of this process. */
    public SummaryVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var settings = kernel.settings().section("summary", SummarySettings.class);
        String publicUrl = kernel.settings().section("http", HttpSettings.class).publicUrl();
        var summaries = new SummaryService(
                new Figures(kernel.bus()), new SummaryMail(publicUrl), settings, kernel.bus(), kernel.clock());
        on(Summary.GET, SummaryService::period, summaries::get);
        on(Summary.SEND, SummaryService.Wish::of, summaries::send);
        timetable = new Timetable(vertx, kernel.bus(), settings);
        timetable.keep();
        return Workers.serve(
                        vertx,
                        SummaryService.WORKFLOW,
                        AT_ONCE,
                        task -> Future.succeededFuture(summaries.scheduled(task)))
                .onSuccess(serving -> worker = serving);
    }

    @Override
    protected Future<?> close() {
        if (timetable != null) {
            timetable.stop();
        }
        return worker == null ? Future.succeededFuture() : worker.stop();
    }
}
