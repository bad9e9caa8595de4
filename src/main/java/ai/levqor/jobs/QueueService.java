package ai.levqor.jobs;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Pauses and limits of workflows. */
final class QueueService {
    private final Consumer<String> onChange;
    private final QueueRepository queues;
    private final Served served;

    /** {@code onChange} tells every node of a workflow whose pause or limits changed. */
    QueueService(Consumer<String> onChange, QueueRepository queues, Served served) {
        this.onChange = onChange;
        this.queues = queues;
        this.served = served;
    }

    static String workflow(Request request) {
        return request.text("workflow");
    }

    static QueueLimits limits(Request request) {
        JsonObject input = request.input();
        Integer rate = input.getInteger("rate");
        Integer ratePerKey = input.getInteger("rate_per_key");
        Long period = input.getLong("rate_period_ms");
        if (period != null && rate == null && ratePerKey == null) {
            throw Failure.invalid("rate_period_ms", "needs rate or rate_per_key");
        }
        return new QueueLimits(
                workflow(request),
                false,
                input.getInteger("max_running"),
                input.getInteger("max_running_per_key"),
                rate,
                ratePerKey,
                period);
    }

    Reply list(Page page) {
        var backlogs = await(queues.backlogs(page.after(), page.fetch()));
        return page.reply("queues", backlogs, this::json, Backlog::workflow);
    }

    Reply pause(String workflow) {
        return changed(workflow, queues.pause(workflow, true));
    }

    Reply resume(String workflow) {
        return changed(workflow, queues.pause(workflow, false));
    }

    Reply limit(QueueLimits limits) {
        return changed(limits.workflow(), queues.limit(limits));
    }

    private Reply changed(String workflow, Future<Void> change) {
        await(change);
        onChange.accept(workflow);
        JsonObject json = json(await(queues.backlog(workflow)));
        return () -> json;
    }

    private JsonObject json(Backlog backlog) {
        return backlog.json(await(served.ask(backlog.workflow())));
    }
}
