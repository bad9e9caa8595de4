package ai.levqor.costs;

import ai.levqor.costs.Settlement.End;
import ai.levqor.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts what calls cost, by kind of function. Names of workers and connectors are no labels: workflows choose the
 * first, and the reports of costs tell both.
 */
final class CostMeters {
    /** Whose functions are named after themselves; all others are actions of connectors. */
    private static final List<String> KINDS = List.of("http", "worker", "ai", "email");

    private final Map<String, Kind> kinds;
    private final Kind connectors;

    CostMeters(Metrics metrics) {
        // There from the start: Prometheus cannot see a counter that begins above zero rise.
        kinds = KINDS.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), kind -> kind(metrics, kind)));
        connectors = kind(metrics, "connector");
    }

    private static Kind kind(Metrics metrics, String name) {
        return new Kind(counter(metrics, name, "settled"), counter(metrics, name, "presumed"));
    }

    private static Counter counter(Metrics metrics, String kind, String state) {
        return metrics.counter(
                "levqor.cost.dollars",
                "What calls that have a price cost, in US dollars, by kind of function and state: settled, or presumed"
                        + " where nobody knows how the call ended; one that is known later counts as settled, too.",
                "kind",
                kind,
                "state",
                state);
    }

    /** A call's cost is stored. */
    void ended(Cost cost) {
        int dot = cost.function().indexOf('.');
        String first = dot < 0 ? cost.function() : cost.function().substring(0, dot);
        Kind kind = kinds.getOrDefault(first, connectors);
        (cost.end() == End.SETTLED ? kind.settled : kind.presumed).increment((double) cost.amount() / Money.DOLLAR);
    }

    private record Kind(Counter settled, Counter presumed) {}
}
