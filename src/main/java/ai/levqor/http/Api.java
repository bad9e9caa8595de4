package ai.levqor.http;

import ai.levqor.bus.Operation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What is served.
 *
 * @param operations each becomes a route
 * @param schemas an operation's request schema; its {@code properties} give the types of query and path parameters
 * @param openApi the OpenAPI document, as JSON; made off the event loop when it is first asked for
 * @param busReference the page of the event-bus operations, as HTML; likewise
 * @param postman the Postman collection, as JSON; made off the event loop when it is first asked for
 * @param site the static files
 */
public record Api(
        List<Operation> operations,
        Function<Operation, JsonObject> schemas,
        Supplier<Buffer> openApi,
        Supplier<Buffer> busReference,
        Supplier<Buffer> postman,
        Site site) {}
