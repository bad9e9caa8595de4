package ai.levqor.cli;

import ai.levqor.budgets.Budgets;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.costs.Money;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Cli cli;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** {@code levqor budgets} alone: a usage error. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Which of list, set, delete, costs?");
    }

    @Command(name = "list", description = "Lists the budgets and what is spent of them in the present period.")
    int list(@Option(names = "--json", description = JSON) boolean json) {
        return onNode(node -> {
            var budgets = new JsonArray();
            var input = new JsonObject().put("limit", 200);
            JsonObject page;
            do {
                page = node.call(Budgets.LIST, input.copy());
                budgets.addAll(page.getJsonArray("budgets"));
                input.put("cursor", page.getString("next_cursor"));
            } while (page.getBoolean("has_more"));
            show(budgets, json);
        });
    }

    @Command(
            name = "set",
            description = "Makes a budget, or replaces the one of this name.",
            footer = {"", "Example: levqor budgets set shop --key live_1f0c9a2b7d4e --per day --limit 25"})
    int set(
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
            @Option(names = "--json", description = JSON) boolean json) {
        if ((key == null) == (workflow == null)) {
            throw new ParameterException(spec.commandLine(), "Give either --key or --workflow.");
        }
        var input = new JsonObject()
                .put("name", name)
                .put("scope", key == null ? "workflow" : "key")
                .put("subject", key == null ? workflow : key)
                .put("period", period)
                .put("limit", micros(limit))
                .put("on_exceeded", onExceeded);
        return onNode(node -> show(new JsonArray().add(node.call(Budgets.PUT, input)), json));
    }

    private long micros(String dollars) {
        try {
            return Money.parse(dollars);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--limit is " + dollars + "; it " + e.getMessage(), e);
        }
    }

    @Command(name = "delete", description = "Deletes a budget; jobs that wait for it go on.")
    int delete(@Parameters(paramLabel = "NAME", description = "Name of the budget.") String name) {
        return onNode(node -> {
            node.call(Budgets.DELETE, new JsonObject().put("name", name));
            out().println("Deleted " + name + ".");
        });
    }

    @Command(name = "costs", description = "Reports what was spent in some days, by default in this month.")
    int costs(
            @Option(
                            names = "--by",
                            defaultValue = "day",
                            paramLabel = "WHAT",
                            description = "What the lines are: day, workflow, key or function. Default: day.")
                    String by,
            @Option(names = "--from", paramLabel = "DAY", description = "The first day, such as 2025-11-01.") @Nullable
                    String from,
            @Option(names = "--to", paramLabel = "DAY", description = "The last day.") @Nullable String to,
            @Option(names = "--json", description = JSON) boolean json) {
        var input = new JsonObject().put("group_by", by).put("limit", 200);
        if (from != null) {
            input.put("from", from);
        }
        if (to != null) {
            input.put("to", to);
        }
        return onNode(node -> {
            var lines = new JsonArray();
            JsonObject page;
            do {
                page = node.call(Budgets.COSTS, input.copy());
                lines.addAll(page.getJsonArray("costs"));
                input.put("cursor", page.getString("next_cursor"));
            } while (page.getBoolean("has_more"));
            if (json) {
                out().println(lines.encodePrettily());
                return;
            }
            var table = new Table(by.toUpperCase(Locale.ROOT), "DOLLARS", "CALLS");
            for (Object element : lines) {
                line(table, ((JsonObject) element).getString(by), (JsonObject) element);
            }
            line(table, "total", page.getJsonObject("total"));
            table.print(out());
        });
    }

    private static void line(Table table, String label, JsonObject sums) {
        table.row(
                label, Money.format(sums.getLong("cost")), sums.getLong("calls").toString());
    }

    private void show(JsonArray budgets, boolean json) {
        if (json) {
            out().println(budgets.encodePrettily());
            return;
        }
        var table = new Table("NAME", "OF", "PER", "LIMIT", "SPENT", "RESERVED", "THEN", "WARNED");
        for (Object element : budgets) {
            var budget = (JsonObject) element;
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
        table.print(out());
    }

    private int onNode(Consumer<LocalNode> work) {
        PrintWriter err = spec.commandLine().getErr();
        try (LocalNode node = LocalNode.start(cli.env(), Set.of("budgets"))) {
            work.accept(node);
            return 0;
        } catch (IOException e) {
            err.println(e.getMessage());
        } catch (Failure failure) {
            err.println(text(failure));
        }
        return 1;
    }

    private static String text(Failure failure) {
        if (failure.code() == Code.NOT_FOUND) {
            return "There is no budget \"" + failure.details().getString("name") + "\"; see `levqor budgets list`.";
        }
        String message = failure.getMessage();
        String field = failure.field();
        return (field == null ? "" : field + ": ")
                + (message == null ? failure.code().meaning() : message);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
