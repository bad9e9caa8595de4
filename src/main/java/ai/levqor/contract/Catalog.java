package ai.levqor.contract;

import ai.levqor.bus.Operation;
import ai.levqor.callbacks.Callbacks;
import ai.levqor.jobs.Jobs;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All operations of all actors. An actor joins by its line here. */
public final class Catalog {
    private static final Map<String, Operation> BY_NAME = unique(Stream.of(Jobs.OPERATIONS, Callbacks.OPERATIONS)
            .flatMap(List::stream)
            .toList());

    private Catalog() {}

    /** The operations, actor by actor, each in the order of its declaration. */
    public static List<Operation> operations() {
        return List.copyOf(BY_NAME.values());
    }

    /** The operation with this name, such as {@code jobs.submit}. */
    public static Optional<Operation> operation(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Refuses two operations with one name, or with one method and path once parameters are taken as equal. */
    static Map<String, Operation> unique(List<Operation> operations) {
        Map<String, Operation> names = new LinkedHashMap<>();
        Map<String, Operation> routes = new LinkedHashMap<>();
        for (Operation operation : operations) {
            Operation other = names.put(operation.name(), operation);
            if (other != null) {
                throw new IllegalStateException("Two operations are named " + operation.name() + ".");
            }
            String route = operation.method() + " " + operation.path().replaceAll("\\{[^}]*}", "{}");
            Operation rival = routes.put(route, operation);
            if (rival != null) {
                throw new IllegalStateException(
                        rival.name() + " and " + operation.name() + " are both reached by " + route + ".");
            }
        }
        return Collections.unmodifiableMap(names);
    }
}
