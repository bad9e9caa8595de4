package ai.levqor.budgets;

import static io.vertx.core.Future.await;

import ai.levqor.budgets.CostRepository.Call;
import ai.levqor.budgets.CostRepository.Filter;
import ai.levqor.budgets.CostRepository.Group;
import ai.levqor.budgets.CostRepository.Line;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.costs.Period;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reports costs. */
final class CostService {
    private static final char BETWEEN = ' ';

    private final CostRepository costs;
    private final InstantSource clock;

    CostService(CostRepository costs, InstantSource clock) {
        this.costs = costs;
        this.clock = clock;
    }

    Reply report(Request request) {
        JsonObject input = request.input();
        Group group = Group.valueOf(input.getString("group_by", "day").toUpperCase(Locale.ROOT));
        long now = clock.millis();
        var filter = new Filter(
                day("from", input.getString("from"), Period.MONTH.start(now)),
                day("to", input.getString("to"), now),
                input.getString("workflow"),
                owner(request),
                input.getString("function"));
        if (filter.from() > filter.to()) {
            throw Failure.invalid("from", "must not be after to");
        }
        Page page = Page.of(request);
        List<Line> lines = await(costs.grouped(group, filter, page.after(), page.fetch()));
        JsonObject total = await(costs.total(filter));
        Reply reply = page.reply(
                "costs",
                lines,
                line -> new JsonObject()
                        .put(group.wire(), group.shown(line.label()))
                        .mergeIn(line.sums()),
                Line::label);
        return () -> reply.json()
                .put("total", total)
                .put("from", Group.DAY.shown(Long.toString(filter.from())))
                .put("to", Group.DAY.shown(Long.toString(Period.DAY.start(filter.to()))));
    }

    /** Whose costs are asked for; people get their own. */
    private static @Nullable String owner(Request request) {
        String key = request.input().getString("key");
        String own = request.caller().confinedTo();
        if (own != null && key != null && !key.equals(own)) {
            throw Failure.notFound("key", key);
        }
        return own == null ? key : own;
    }

    private static long day(String field, @Nullable String text, long otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            return LocalDate.parse(text)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Failure.invalid(field, "must be a day such as " + LocalDate.ofInstant(Instant.EPOCH, ZoneOffset.UTC));
        }
    }

    Reply job(Request request) {
        String text = request.text("job_id");
        UUID id = uuid(text);
        JsonObject sums = await(costs.job(id)).orElseThrow(() -> Failure.notFound("job_id", text));
        Page page = Page.of(request);
        int space = page.after().indexOf(BETWEEN);
        List<Call> calls = await(costs.calls(
                id, page.after().substring(space + 1), space < 0 ? 0 : attempt(page.after(), space), page.fetch()));
        Reply reply = page.reply("calls", calls, Call::json, call -> call.attempt() + "" + BETWEEN + call.step());
        return () -> reply.json().put("job_id", text).mergeIn(sums);
    }

    private static int attempt(String after, int space) {
        try {
            return Integer.parseInt(after, 0, space, 10);
        } catch (NumberFormatException e) {
            throw Page.invalidCursor();
        }
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound("job_id", text);
        }
    }
}
