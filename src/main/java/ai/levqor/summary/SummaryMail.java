package ai.levqor.summary;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * The figures in words: subject, plain text and HTML. Mail clients run no script, load no style sheet and show no SVG, so
 * the HTML is tables with styles in their cells, and the chart's bars are cells with a width and a colour.
 */
final class SummaryMail {
    private final String publicUrl;

    /** Links go to the dashboard at {@code publicUrl}; empty: there are none. */
    SummaryMail(String publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** {@code subject}, {@code text} and {@code html} of what {@link Figures} found. */
    JsonObject of(JsonObject figures) {
        var page = new SummaryPage(title(figures));
        page.lead(verdict(figures));
        section(page, figures, "health");
        section(page, figures, "jobs");
        section(page, figures, "cost");
        section(page, figures, "users");
        section(page, figures, "referrals");
        if (!publicUrl.isEmpty()) {
            page.link("Dashboard", publicUrl.replaceAll("/+$", "") + "/dashboard/");
        }
        return new JsonObject()
                .put("subject", "Levqor: " + title(figures) + ", " + verdict(figures))
                .put("text", page.text())
                .put("html", page.html());
    }

    private static String title(JsonObject figures) {
        LocalDate first = day(figures.getLong("from"));
        LocalDate last = day(figures.getLong("to")).minusDays(1);
        return first.equals(last) ? "day " + first : "week " + first + " to " + last;
    }

    private static LocalDate day(long seconds) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC);
    }

    /** What a reader must know who reads nothing else. */
    private static String verdict(JsonObject figures) {
        JsonArray missing = figures.getJsonArray("missing");
        if (!missing.isEmpty()) {
            return "no answer from " + String.join(", ", texts(missing));
        }
        JsonObject health = figures.getJsonObject("health");
        long failed = figures.getJsonObject("jobs").getJsonObject("by_state").getLong("failed");
        String jobs = failed == 0 ? "no job failed" : failed == 1 ? "1 job failed" : number(failed) + " jobs failed";
        return health.getString("status") + ", " + jobs;
    }

    private static void section(SummaryPage page, JsonObject figures, String name) {
        page.heading(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        JsonObject part = figures.getJsonObject(name);
        if (part == null) {
            page.line("No answer", "the node that serves it could not be reached");
            return;
        }
        switch (name) {
            case "health" -> health(page, part);
            case "jobs" -> jobs(page, part);
            case "cost" -> cost(page, part);
            case "users" -> users(page, part);
            default -> referrals(page, part);
        }
    }

    private static void health(SummaryPage page, JsonObject health) {
        JsonArray unhealthy = health.getJsonArray("unhealthy");
        page.line(
                "Now",
                health.getString("status") + (unhealthy.isEmpty() ? "" : ": " + String.join(", ", texts(unhealthy))));
        page.line("Nodes that run", number(health.getLong("nodes")));
        page.line(
                "Uptime", health.getNumber("uptime") == null ? "not measured yet" : health.getNumber("uptime") + " %");
        page.line(
                "Outages",
                number(health.getLong("outages")) + ", " + number(Math.round(health.getDouble("outage_seconds")))
                        + " s");
    }

    private static void jobs(SummaryPage page, JsonObject jobs) {
        page.line("Submitted", number(jobs.getLong("submitted")));
        JsonObject states = jobs.getJsonObject("by_state");
        for (String state : List.of("succeeded", "failed", "cancelled", "running", "queued")) {
            page.line("of these " + state, number(states.getLong(state)));
        }
        page.line(
                "Due and waiting now",
                number(jobs.getLong("due_now")) + ", the oldest for "
                        + number(Math.round(jobs.getDouble("oldest_due_seconds"))) + " s");
        page.chart("Jobs a day", "failed", jobs.getJsonArray("days"));
        page.heading("Failures");
        if (jobs.getJsonArray("failures").isEmpty()) {
            page.line("None", "");
        }
        for (Object element : jobs.getJsonArray("failures")) {
            var line = (JsonObject) element;
            page.line(
                    line.getString("workflow"),
                    number(line.getLong("failed")) + " of " + number(line.getLong("submitted")) + " failed");
        }
    }

    private static void cost(SummaryPage page, JsonObject cost) {
        page.line("Total", dollars(cost.getLong("total")) + " for " + number(cost.getLong("calls")) + " calls");
        for (Object element : cost.getJsonArray("by_workflow")) {
            var line = (JsonObject) element;
            page.line(line.getString("workflow"), dollars(line.getLong("cost")));
        }
    }

    private static void users(SummaryPage page, JsonObject users) {
        page.line("At the end", number(users.getLong("total")));
        page.line("New", number(users.getLong("new")));
    }

    private static void referrals(SummaryPage page, JsonObject referrals) {
        page.line("Total", number(referrals.getLong("total")));
        for (Object element : referrals.getJsonArray("sources")) {
            var line = (JsonObject) element;
            page.line(line.getString("source"), number(line.getLong("referrals")));
        }
    }

    private static List<String> texts(JsonArray array) {
        return array.stream().map(String::valueOf).toList();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Of millionths of a dollar; cents, and what is less than a cent as it is. */
    private static String dollars(long millionths) {
        BigDecimal dollars = BigDecimal.valueOf(millionths, 6).stripTrailingZeros();
        return "$" + (dollars.scale() < 2 ? dollars.setScale(2, RoundingMode.UNNECESSARY) : dollars).toPlainString();
    }
}
