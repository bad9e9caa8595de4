package ai.levqor.costs;

import java.util.Map;
import java.util.TreeMap;

/** The price of every function. The longest entry that fits wins; {@code otherwise} is for what none fits. */
public final class Prices {
    /** Stands at the end of an entry for all functions that begin alike. */
    static final String ALL = ".*";

    private final Map<String, Price> exact;
    private final Map<String, Price> families = new TreeMap<>();
    private final Price otherwise;

    Prices(Map<String, Price> entries, Price otherwise) {
        this.exact = Map.copyOf(entries);
        this.otherwise = otherwise;
        entries.forEach((name, price) -> {
            if (name.endsWith(ALL)) {
                families.put(name.substring(0, name.length() - 1), price);
            }
        });
    }

    /** What a call of {@code function} costs: {@code http}, {@code worker.<name>}, {@code <connector>.<action>}. */
    public Price of(String function) {
        return of(function, 0);
    }

    /**
     * The same for a function that says what its call costs itself; an entry of its own or of its family comes first.
     *
     * @param declared micros; 0 when it does not say
     */
    public Price of(String function, long declared) {
        Price own = function.endsWith(ALL) ? null : exact.get(function);
        if (own != null) {
            return own;
        }
        for (int dot = function.lastIndexOf('.'); dot >= 0; dot = function.lastIndexOf('.', dot - 1)) {
            Price family = families.get(function.substring(0, dot + 1));
            if (family != null) {
                return family;
            }
        }
        return declared > 0 ? Price.ofCall(declared) : otherwise;
    }
}
