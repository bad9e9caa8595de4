package ai.levqor.budgets;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.costs.Budget;
import ai.levqor.costs.Budget.OnExceeded;
import ai.levqor.costs.Budget.Scope;
import ai.levqor.costs.Period;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts, shows and removes budgets. */
final class BudgetService {
    private final BudgetRepository budgets;
    private final Runnable onChange;
    private final InstantSource clock;

    /** {@code onChange} is told after each change. */
    BudgetService(BudgetRepository budgets, Runnable onChange, InstantSource clock) {
        this.budgets = budgets;
        this.onChange = onChange;
        this.clock = clock;
    }

    static Budget budget(Request request) {
        JsonObject input = request.input();
        return new Budget(
                request.text("name"),
                Scope.valueOf(request.text("scope").toUpperCase(Locale.ROOT)),
                request.text("subject"),
                Period.of(request.text("period")),
                input.getLong("limit"),
                OnExceeded.valueOf(input.getString("on_exceeded", "fail").toUpperCase(Locale.ROOT)));
    }

    static String name(Request request) {
        return request.text("name");
    }

    Reply put(Budget budget) {
        await(budgets.put(budget, clock.millis()));
        onChange.run();
        return find(budget.name())::json;
    }

    Reply list(Request request) {
        Page page = Page.of(request);
        JsonObject input = request.input();
        String own = request.caller().confinedTo();
        String scope = input.getString("scope", own == null ? null : Scope.KEY.wire());
        String subject = input.getString("subject", own);
        List<BudgetState> found = own == null || (scope.equals(Scope.KEY.wire()) && subject.equals(own))
                ? await(budgets.list(page.after(), scope, subject, page.fetch(), clock.millis()))
                : List.of();
        return page.reply("budgets", found, BudgetState::json, BudgetState::name);
    }

    Reply get(Named asked) {
        BudgetState found = find(asked.name());
        Budget budget = found.budget();
        String own = asked.owner();
        if (own != null && (budget.scope() != Scope.KEY || !budget.subject().equals(own))) {
            throw Failure.notFound("name", asked.name());
        }
        return found::json;
    }

    /** A budget, asked for by one who sees those of {@code owner} only; by one who sees all where that is null. */
    record Named(String name, @Nullable String owner) {
        static Named of(Request request) {
            return new Named(BudgetService.name(request), request.caller().confinedTo());
        }
    }

    Reply delete(String name) {
        if (!await(budgets.delete(find(name).budget(), clock.millis()))) {
            throw Failure.notFound("name", name);
        }
        onChange.run();
        return Reply.OK;
    }

    private BudgetState find(String name) {
        return await(budgets.find(name, clock.millis())).orElseThrow(() -> Failure.notFound("name", name));
    }
}
