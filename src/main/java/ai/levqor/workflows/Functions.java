package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Once;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Tracing;
import ai.levqor.contract.Catalog;
import ai.levqor.workflows.run.WorkflowError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the service that a definition calls by name: {@code ai.chat}, {@code email.send}, and
 * {@code <connector>.<action>}. Each is an operation on the bus, called with the power of the job's owner.
 */
final class Functions {
    /** The code of an error where nobody serves what a step calls. */
    static final String NOT_AVAILABLE = "function_not_available";

    private static final String CONNECTORS = "connectors.call";
    private static final String CONNECTORS_ADMIN = "connectors:admin";

    /** Function → operation; every other name is a connector's action. */
    private static final Map<String, String> FUNCTIONS = Map.of("ai.chat", "ai.chat", "email.send", "email.send");

    private final Vertx vertx;
    private final Tracing tracing;
    private final Owners owners;
    private final Function<String, Optional<Operation>> catalog;

    Functions(Vertx vertx, Tracing tracing, Owners owners) {
        this(vertx, tracing, owners, Catalog::operation);
    }

    /** With other operations than the catalog's. */
    Functions(Vertx vertx, Tracing tracing, Owners owners, Function<String, Optional<Operation>> catalog) {
        this.catalog = catalog;
        this.vertx = vertx;
        this.tracing = tracing;
        this.owners = owners;
    }

    private Optional<Operation> operation(String name) {
        String known = FUNCTIONS.get(name);
        if (known != null) {
            return catalog.apply(known);
        }
        int dot = name.indexOf('.');
        return dot > 0 && dot < name.length() - 1 ? catalog.apply(CONNECTORS) : Optional.empty();
    }

    /** Calls a function for a job of {@code owner}; {@code key} is the same each time; awaits. */
    JsonNode call(String name, JsonNode arguments, String owner, String key, Duration timeout) {
        Operation operation = operation(name)
                .orElseThrow(() -> WorkflowError.of(
                                "configuration", 404, "there is no function \"" + name + "\" on this server", null)
                        .code(NOT_AVAILABLE));
        try {
            Caller caller = caller(await(owners.caller(owner)), operation, name);
            var bus = new BusClient(vertx, timeout, tracing);
            JsonObject input = input(name, operation, arguments);
            JsonObject reply = operation.writes() && !operation.answersSecret()
                    ? await(bus.callOnce(operation, input, caller, key)).reply()
                    : await(bus.call(operation, input, caller));
            JsonNode json = RunRepository.parse(reply.encode());
            return json == null ? JsonNodeFactory.instance.nullNode() : json;
        } catch (Failure failure) {
            throw error(name, failure);
        }
    }

    /** With the one scope that the operation needs, however many the owner has; an admin's credentials are all. */
    private static Caller caller(Caller owner, Operation operation, String name) {
        String scope = operation.scope();
        if (!owner.may(scope)) {
            throw WorkflowError.of(
                            "authorization",
                            403,
                            "the job's owner may not call \"" + name + "\"",
                            "the key " + owner.id() + " lacks the scope " + scope + ", is revoked or has expired")
                    .code(Code.FORBIDDEN.wire());
        }
        if (scope == null) {
            return new Caller(owner.id(), Set.of(), "", "");
        }
        boolean admin = operation.name().equals(CONNECTORS) && owner.may(CONNECTORS_ADMIN);
        return new Caller(owner.id(), admin ? Set.of(scope, CONNECTORS_ADMIN) : Set.of(scope), "", "");
    }

    private static JsonObject input(String name, Operation operation, JsonNode arguments) {
        if (!arguments.isObject()) {
            throw WorkflowError.of("validation", 400, "the arguments of \"" + name + "\" must be an object", null);
        }
        var given = new JsonObject(arguments.toString());
        if (!operation.name().equals(CONNECTORS)) {
            return given;
        }
        int dot = name.indexOf('.');
        Object credentials = given.remove("credentials");
        return new JsonObject()
                .put("name", name.substring(0, dot))
                .put("action", name.substring(dot + 1))
                .put("credentials", credentials == null ? new JsonObject() : credentials)
                .put("params", given);
    }

    private static WorkflowError error(String name, Failure failure) {
        String title = "\"" + name + "\" failed";
        String message = failure.getMessage();
        String detail = failure.field() == null ? message : failure.field() + " " + message;
        int status = failure.code().status();
        return switch (failure.code()) {
            case INVALID_REQUEST -> of("validation", 400, title, detail, failure);
            case UNAUTHORIZED -> of("authentication", 401, title, detail, failure);
            case FORBIDDEN -> of("authorization", 403, title, detail, failure);
            case TIMED_OUT -> of("timeout", 408, "\"" + name + "\" did not answer in time", detail, failure);
            // The step's own call of before is still under way: this one has its turn when that has ended.
            case CONFLICT ->
                of("communication", Once.HEADER.equals(failure.field()) ? 503 : 409, title, detail, failure);
            case UNAVAILABLE ->
                WorkflowError.of("communication", 503, "\"" + name + "\" is not available", detail)
                        .code(NOT_AVAILABLE);
            default -> of("communication", status, title, detail, failure);
        };
    }

    private static WorkflowError of(String type, int status, String title, @Nullable String detail, Failure failure) {
        return WorkflowError.of(type, status, title, detail).code(failure.code().wire());
    }

    /** The operation that a built-in function is. */
    static String operationOf(String function) {
        return FUNCTIONS.getOrDefault(function, CONNECTORS);
    }
}
