package ai.levqor.cli;

import ai.levqor.budgets.Budgets;
import ai.levqor.costs.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code levqor budgets}: budgets and costs, by the operations of the budgets. */
@Command(
        name = "budgets",
        description = "Shows, sets and deletes budgets, and reports what was spent.",
        footer = {
            "",
            "It works on the configured database, whether a server runs or not; one that",
            "runs knows of a change within 5 seconds. Amounts are US dollars."
        })
final class BudgetsCommand implements Callable<Integer> {
    private static final String JSON = "Print the answer as JSON; amounts are millionths of a dollar.";

    @Mixin
    private CommandContext command = new CommandContext();

    /** {@code levqor budgets} alone: a usage error. */
    @Override
    public Integer call() {
        throw command.misused("Which of list, set, delete, costs?");
    }

    @Command(name = "list", description = "Lists the budgets and what is spent of them in the present period.")
    void list(@Option(names = "--json", description = JSON) boolean json) throws IOException {
        try (LocalNode node = command.node("budgets")) {
            show(node.list(Budgets.LIST, "budgets"), json);
        }
    }

    @Command(
            name = "set",
            description = "Makes a budget, or replaces the one of this name.",
            footer = {"", "Example: levqor budgets set shop --key live_1f0c9a2b7d4e --per day --limit 25"})
    void set(
            @Parameters(paramLabel = "NAME", description = "Name of the budget.") String name,
            @Option(names = "--key", paramLabel = "ID", description = "Bounds the jobs that this key submits.")
                    @Nullable
                    String key,
            @Option(names = "--workflow", paramLabel = "NAME", description = "Bounds the jobs of this workflow.")
                    @Nullable
                    String workflow,
            @Option(names = "--per", required = true, paramLabel = "PERIOD", description = "day or month, of UTC.")
                    String period,
            @Option(
                            names = "--limit",
                            required = true,
                            paramLabel = "DOLLARS",
                            description = "What may be spent in a period, such as 25 or 0.50.")
                    String limit,
            @Option(
                            names = "--on-exceeded",
                            defaultValue = "fail",
                            paramLabel = "WHAT",
                            description = "fail: jobs that would exceed it fail. wait: they wait for the next period.")
                    String onExceeded,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        if ((key == null) == (workflow == null)) {
            throw command.misused("Give either --key or --workflow.");
        }
        var input = new JsonObject()
                .put("name", name)
                .put("scope", key == null ? "workflow" : "key")
                .put("subject", key == null ? workflow : key)
                .put("period", period)
                .put("limit", micros(limit))
                .put("on_exceeded", onExceeded);
        try (LocalNode node = command.node("budgets")) {
            show(new JsonArray().add(node.call(Budgets.PUT, input)), json);
        }
    }

    private long micros(String dollars) {
        try {
            return Money.parse(dollars);
        } catch (IllegalArgumentException e) {
            throw command.misused("--limit is " + dollars + "; it " + e.getMessage());
        }
    }

    @Command(name = "delete", description = "Deletes a budget; jobs that wait for it go on.")
    void delete(@Parameters(paramLabel = "NAME", description = "Name of the budget.") String name) throws IOException {
        try (LocalNode node = command.node("budgets")) {
            node.call(Budgets.DELETE, new JsonObject().put("name", name));
            command.out().println("Deleted " + name + ".");
        }
    }

    @Command(name = "costs", description = "Reports what was spent in some days, by default in this month.")
    void costs(
            @Option(
                            names = "--by",
                            defaultValue = "day",
                            paramLabel = "WHAT",
                            description = "What the lines are: day, workflow, key or function. Default: day.")
                    String by,
            @Option(names = "--from", paramLabel = "DAY", description = "The first day, such as 2025-11-01.") @Nullable
                    String from,
            @Option(names = "--to", paramLabel = "DAY", description = "The last day.") @Nullable String to,
            @Option(names = "--json", description = JSON) boolean json)
            throws IOException {
        var input = new JsonObject().put("group_by", by).put("limit", 200);
        if (from != null) {
            input.put("from", from);
        }
        if (to != null) {
            input.put("to", to);
        }
        try (LocalNode node = command.node("budgets")) {
            var lines = new JsonArray();
            JsonObject page;
            do {
                page = node.call(Budgets.COSTS, input.copy());
                lines.addAll(page.getJsonArray("costs"));
                input.put("cursor", page.getString("next_cursor"));
            } while (page.getBoolean("has_more"));
            if (json) {
                command.out().println(lines.encodePrettily());
                return;
            }
            var table = new Table(by.toUpperCase(Locale.ROOT), "DOLLARS", "CALLS");
            for (Object element : lines) {
                line(table, ((JsonObject) element).getString(by), (JsonObject) element);
            }
            line(table, "total", page.getJsonObject("total"));
            table.print(command.out());
        }
    }

    private static void line(Table table, String label, JsonObject sums) {
        table.row(
                label, Money.format(sums.getLong("cost")), sums.getLong("calls").toString());
    }

    private void show(JsonArray budgets, boolean json) {
        var table = new Table("NAME", "OF", "PER", "LIMIT", "SPENT", "RESERVED", "THEN", "WARNED");
        command.print(budgets, json, table, BudgetsCommand::row);
    }

    private static void row(Table table, JsonObject budget) {
        table.row(
                budget.getString("name"),
                budget.getString("scope") + " " + budget.getString("subject"),
                budget.getString("period"),
                Money.format(budget.getLong("limit")),
                Money.format(budget.getLong("spent")),
                Money.format(budget.getLong("reserved")),
                budget.getString("on_exceeded"),
                budget.getBoolean("warned") ? "yes" : "no");
    }
}
