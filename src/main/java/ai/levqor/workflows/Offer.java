package ai.levqor.workflows;

import ai.levqor.bus.Operation;
import ai.levqor.contract.Catalog;
import ai.levqor.contract.Schemas;
import ai.levqor.workflows.dsl.Parameters;
import ai.levqor.workflows.dsl.Parameters.Mistake;
import ai.levqor.workflows.dsl.Surroundings;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a server offers to definitions: its functions with what they take, and its secrets. */
public final class Offer implements Surroundings {
    private final Predicate<String> secrets;
    private final Supplier<ConnectorFunctions> connectors;
    private final Schemas schemas;

    /** With the connectors that there are when a definition is read. */
    public Offer(Predicate<String> secrets, Supplier<ConnectorFunctions> connectors, Schemas schemas) {
        this.secrets = secrets;
        this.connectors = connectors;
        this.schemas = schemas;
    }

    @Override
    public boolean isFunction(String name) {
        return BUILT_IN.contains(name);
    }

    @Override
    public @Nullable String refusal(String name) {
        if (!isFunction(name)) {
            return connectors.get().refusal(name);
        }
        return operation(name).isPresent() ? null : "\"" + name + "\" is not available on this server";
    }

    private static Optional<Operation> operation(String function) {
        return Catalog.operation(Functions.operationOf(function));
    }

    @Override
    public List<Mistake> mistakes(String name, JsonNode given) {
        if (!isFunction(name)) {
            return connectors.get().mistakes(name, given);
        }
        return operation(name)
                .map(operation ->
                        RunRepository.parse(schemas.schema(operation.request()).encode()))
                .map(schema -> Parameters.mistakes(schema, given, Set.of()))
                .orElse(List.of());
    }

    @Override
    public boolean hasSecret(String name) {
        return secrets.test(name);
    }
}
