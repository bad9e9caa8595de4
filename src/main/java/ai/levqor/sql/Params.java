package ai.levqor.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of a statement by name; null is a value. */
public final class Params {
    /** No values. */
    public static final Params NONE = new Params(Map.of());

    private final Map<String, @Nullable Object> values;

    private Params(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /** Starts with one value. */
    public static Params of(String name, @Nullable Object value) {
        return new Params(new HashMap<>()).and(name, value);
    }

    /** Adds one value. */
    public Params and(String name, @Nullable Object value) {
        values.put(name, value);
        return this;
    }

    /** These values and {@code others}. */
    Params and(Params others) {
        var all = new Params(new HashMap<>(values));
        all.values.putAll(others.values);
        return all;
    }

    @Nullable
    Object get(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("no value for #{" + name + "}");
        }
        return values.get(name);
    }

    void requireAllUsed(Set<String> used) {
        for (String name : values.keySet()) {
            if (!used.contains(name)) {
                throw new IllegalArgumentException("the statement has no #{" + name + "}");
            }
        }
    }
}
