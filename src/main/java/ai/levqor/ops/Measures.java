package ai.levqor.ops;

import ai.levqor.audit.Audit;
import ai.levqor.bus.Operation;
import ai.levqor.email.Email;
import ai.levqor.users.Users;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Figures of other actors that are shown as gauges; a new one joins by its line in {@link #ALL}. */
final class Measures {
    /** Asked for with each scrape, the answers are kept for a while. */
    static final List<Measure> ALL = List.of(
            new Measure(
                    "levqor.audit.coverage.ratio",
                    "Share of the last 24 hours' writes that have an audit row.",
                    Audit.COVERAGE,
                    "",
                    answer -> Map.of("", answer.getDouble("audit_coverage") / 100)),
            new Measure(
                    "oxla.total.users", "All users.", Users.TOTALS, "", answer -> Map.of("", answer.getLong("total"))),
            new Measure(
                    "oxla.active.users",
                    "Users active in the last 24 hours.",
                    Users.TOTALS,
                    "",
                    answer -> Map.of("", answer.getLong("active"))),
            new Measure(
                    "oxla.total.files",
                    "Files that the service keeps, which are the attachments of mails.",
                    Email.FILES,
                    "",
                    answer -> Map.of("", answer.getLong("attachments"))),
            new Measure(
                    "oxla.email.jobs.by.status",
                    "Mails that are kept, by status.",
                    Email.COUNTS,
                    "status",
                    Measures::numbers),
            new Measure(
                    "oxla.email.queue.length",
                    "Mails that wait to be sent.",
                    Email.COUNTS,
                    "",
                    answer -> Map.of("", answer.getLong("queued"))),
            new Measure(
                    "oxla.email.jobs" + Measure.TOTAL,
                    "Mails that were queued and are still kept.",
                    Email.COUNTS,
                    "",
                    answer -> Map.of(
                            "",
                            numbers(answer).values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())));

    private Measures() {}

    private static Map<String, Long> numbers(JsonObject answer) {
        return answer.fieldNames().stream().collect(Collectors.toMap(name -> name, answer::getLong));
    }

    /**
     * A gauge whose values an operation knows.
     *
     * @param name in Micrometer's form; a dot becomes an underscore. What ends in {@link #TOTAL} is a counter, without label
     * @param help what it means, for people
     * @param operation takes an empty input
     * @param label the gauge's one label; empty for none
     * @param values of the answer, by the label's value; by the empty text where there is no label
     */
    record Measure(
            String name,
            String help,
            Operation operation,
            String label,
            Function<JsonObject, Map<String, ? extends Number>> values) {
        static final String TOTAL = ".total";

        boolean counts() {
            return name.endsWith(TOTAL);
        }
    }
}
