package ai.levqor.ops;

import ai.levqor.ops.Measures.Measure;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * A counter whose value another actor knows. It is registered only while the value is known, as rows of a gauge are: a
 * counter that is there must have a value, and NaN would spoil every sum over nodes.
 */
final class Count {
    private final MeterRegistry registry;
    private final Measure measure;
    private @Nullable FunctionCounter shown;
    private volatile double value;

    Count(MeterRegistry registry, Measure measure) {
        this.registry = registry;
        this.measure = measure;
    }

    /** Shows {@code known}, or nothing where it is null. */
    synchronized void show(@Nullable Number known) {
        if (known == null) {
            if (shown != null) {
                registry.remove(shown);
                shown = null;
            }
            return;
        }
        value = known.doubleValue();
        if (shown == null) {
            shown = FunctionCounter.builder(name(), this, count -> count.value)
                    .description(measure.help())
                    .register(registry);
        }
    }

    /** Prometheus' form of a counter adds the ending itself. */
    private String name() {
        return measure.name().substring(0, measure.name().length() - Measure.TOTAL.length());
    }
}
