package ai.levqor.keys;

import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which scopes there are, and who may grant them. */
final class Scopes {
    private Scopes() {}

    /** {@code *}, {@code actor:*} for each actor, and the scopes of the operations. */
    static Set<String> known() {
        var known = new TreeSet<>(Set.of("*"));
        Catalog.operations().stream()
                .map(Operation::scope)
                .filter(Objects::nonNull)
                .forEach(scope -> {
                    known.add(scope);
                    known.add(scope.substring(0, scope.indexOf(':') + 1) + "*");
                });
        return known;
    }

    /** The scopes asked for, sorted and once each; refuses those that there are not. */
    static List<String> read(List<?> asked) {
        Set<String> known = known();
        var scopes = new TreeSet<String>();
        for (int i = 0; i < asked.size(); i++) {
            if (!(asked.get(i) instanceof String scope) || !known.contains(scope)) {
                throw Failure.invalid("scopes[" + i + "]", "is no scope; there are " + String.join(", ", known));
            }
            scopes.add(scope);
        }
        return List.copyOf(scopes);
    }

    /** Refuses to let {@code caller} pass on what it may not do itself. */
    static void requireOwn(Caller caller, List<String> scopes) {
        if (!scopes.stream().allMatch(caller::may)) {
            throw Failure.forbidden();
        }
    }
}
