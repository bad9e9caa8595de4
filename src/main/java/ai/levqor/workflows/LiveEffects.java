package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Nearest;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.OutboundException;
import ai.levqor.workflows.dsl.Action.CallHttp;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.run.Effects;
import ai.levqor.workflows.run.WorkflowError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The effects of one run, for real: the guarded client, the event bus, the database. On a virtual thread. */
final class LiveEffects implements Effects {
    private static final Logger LOG = LoggerFactory.getLogger(LiveEffects.class);

    /** Events that workflows emit are also published on the event bus, under their type: {@code events.<type>}. */
    static final String EVENTS = "events.";

    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(5);
    private static final String WORKERS = "workers.";

    private final Vertx vertx;
    private final Context context;
    private final GuardedClient client;
    private final RunRepository runs;
    private final Library library;
    private final Service service;
    private final UUID job;
    private final int attempt;
    private final int hops;
    private boolean listened;

    LiveEffects(
            Vertx vertx,
            GuardedClient client,
            RunRepository runs,
            Library library,
            Service service,
            UUID job,
            int attempt,
            int hops) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.service = service;
        this.client = client;
        this.runs = runs;
        this.library = library;
        this.job = job;
        this.attempt = attempt;
        this.hops = hops;
    }

    /** The same each time this step of this job is done, and of no other one. */
    private String idempotencyKey(String step) {
        return UUID.nameUUIDFromBytes((job + step).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public JsonNode http(HttpCall call, String step, @Nullable Duration timeout) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(call.headers());
        headers.putIfAbsent("Idempotency-Key", idempotencyKey(step));
        Buffer body = null;
        if (call.body() != null && !call.body().isNull()) {
            body = Buffer.buffer(
                    call.body().isTextual()
                            ? call.body().textValue()
                            : call.body().toString());
            headers.putIfAbsent(
                    "Content-Type", call.body().isTextual() ? "text/plain; charset=utf-8" : "application/json");
        }
        try {
            GuardedClient.check(call.url());
            var request = new GuardedClient.Request(
                    HttpMethod.valueOf(call.method().toUpperCase(Locale.ROOT)), call.url(), headers, body, timeout);
            return answer(call, await(client.send(request)));
        } catch (IllegalArgumentException e) {
            throw WorkflowError.of("configuration", 400, "the URL cannot be called", e.getMessage());
        } catch (OutboundException.Refused e) {
            throw WorkflowError.of("authorization", 403, "the address may not be called", e.getMessage());
        } catch (OutboundException.TimedOut e) {
            throw WorkflowError.of("timeout", 408, "the server did not answer in time", e.getMessage());
        } catch (OutboundException e) {
            throw WorkflowError.of("communication", 503, "the server could not be reached", e.getMessage());
        }
    }

    private static JsonNode answer(HttpCall call, GuardedClient.Answer answer) {
        JsonNode body = body(answer);
        // Whichever output: a definition that wants to go on catches the error (DSL 1.0, "HTTP Call").
        if (answer.status() >= 300) {
            throw WorkflowError.of("communication", answer.status(), "the server answered " + answer.status(), null);
        }
        if (call.output() == CallHttp.Output.CONTENT) {
            return body;
        }
        ObjectNode response = JsonNodeFactory.instance.objectNode().put("statusCode", answer.status());
        ObjectNode headers = response.putObject("headers");
        answer.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        response.set("content", body);
        return response;
    }

    private static JsonNode body(GuardedClient.Answer answer) {
        String text = answer.body().toString();
        String type = answer.headers().get(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.contains("json")) {
            try {
                JsonNode json = RunRepository.parse(text);
                return json == null ? JsonNodeFactory.instance.nullNode() : json;
            } catch (IllegalStateException notJson) {
                return JsonNodeFactory.instance.textNode(
                        text); // what came is more use than that it is not what it says
            }
        }
        return JsonNodeFactory.instance.textNode(text);
    }

    @Override
    public JsonNode worker(String name, JsonNode arguments, String step, @Nullable Duration timeout) {
        Duration limit = timeout == null || timeout.compareTo(CALL_TIMEOUT) > 0 ? CALL_TIMEOUT : timeout;
        var message = new JsonObject()
                .put("job_id", idempotencyKey(step))
                .put("workflow", name)
                .put("attempt", attempt)
                .put("max_attempts", Integer.MAX_VALUE)
                .put(
                        "payload",
                        arguments.isObject()
                                ? new JsonObject(arguments.toString())
                                : new JsonObject().put("value", value(arguments)));
        try {
            Message<Object> answer = await(Nearest.request(
                    vertx,
                    WORKERS + name,
                    message,
                    new DeliveryOptions().setSendTimeout(Math.max(1, limit.toMillis()))));
            if (answer.headers().contains("resume_in") || answer.headers().contains("resume_at")) {
                throw WorkflowError.of(
                        "communication",
                        503,
                        "\"" + name + "\" cannot do it now",
                        answer.headers().get("reason"));
            }
            Object reply = answer.body();
            JsonNode json = RunRepository.parse(reply instanceof JsonObject object ? object.encode() : "null");
            return json == null ? JsonNodeFactory.instance.nullNode() : json;
        } catch (ReplyException e) {
            throw error(name, e);
        }
    }

    private static @Nullable Object value(JsonNode json) {
        return new JsonObject("{\"v\":" + json + "}").getValue("v");
    }

    private static WorkflowError error(String name, ReplyException e) {
        if (e.failureType() == ReplyFailure.NO_HANDLERS) {
            return WorkflowError.of("communication", 503, "no worker serves \"" + name + "\"", null)
                    .code(Functions.NOT_AVAILABLE);
        }
        if (e.failureType() == ReplyFailure.TIMEOUT) {
            return WorkflowError.of("timeout", 408, "\"" + name + "\" did not answer in time", null);
        }
        if (e instanceof Failure failure && failure.code() == Code.WORKFLOW_FAILED) {
            boolean passes = failure.details().getBoolean("retryable", false);
            int status = failure.details().getInteger("status", 500);
            return WorkflowError.of(
                    "communication",
                    passes ? Math.max(500, status) : Math.clamp(status, 400, 499),
                    "\"" + name + "\" failed",
                    e.getMessage());
        }
        int status = e.failureCode() >= 400 && e.failureCode() <= 599 ? e.failureCode() : 500;
        return WorkflowError.of("communication", status, "\"" + name + "\" failed", e.getMessage());
    }

    @Override
    public JsonNode function(String name, JsonNode arguments, String step, @Nullable Duration timeout) {
        Duration limit = timeout == null || timeout.compareTo(CALL_TIMEOUT) > 0 ? CALL_TIMEOUT : timeout;
        return service.functions().call(name, arguments, await(runs.owner(job)), idempotencyKey(step), limit);
    }

    @Override
    public JsonNode secret(String name) {
        return service.secrets().get(name);
    }

    @Override
    public void emit(JsonNode event, String step) {
        ObjectNode whole = event.isObject() ? event.deepCopy() : JsonNodeFactory.instance.objectNode();
        if (!whole.has("id")) {
            whole.put("id", idempotencyKey(step));
        }
        if (!whole.has("source")) {
            whole.put("source", "/jobs/" + job);
        }
        Causation.mark(whole, hops);
        if (await(service.events().publish(whole))) {
            vertx.eventBus().publish(EVENTS + whole.path("type").asText(), new JsonObject(whole.toString()));
        }
    }

    @Override
    public void listen(List<Listener> listeners, String step, long since) {
        listened = true;
        await(service.listeners().listen(job, step, listeners, since));
    }

    /** The job has ended: nothing is sent to it any more. */
    void end() {
        if (listened) {
            service.listeners()
                    .forget(job)
                    .onFailure(cause -> LOG.debug("listeners of {} are forgotten later: {}", job, cause.toString()));
        }
    }

    @Override
    public List<Event> events(String step) {
        return await(runs.events(job, step));
    }

    @Override
    public void take(List<Event> events, String step) {
        await(runs.take(events, step));
        await(service.listeners().forget(job, step));
    }

    @Override
    public Definition definition(String name, @Nullable String version) {
        Definition definition = library.find(name, version);
        if (definition == null) {
            throw WorkflowError.of(
                    "configuration", 404, "there is no such workflow", name + (version == null ? "" : " " + version));
        }
        return definition;
    }

    @Override
    public void together(List<Supplier<JsonNode>> works, Each each) {
        Promise<Void> enough = Promise.promise();
        var ended = new int[1]; // on one context, so no two branches touch it at once
        for (int i = 0; i < works.size(); i++) {
            int index = i;
            context.runOnContext(none -> {
                JsonNode result = null;
                RuntimeException error = null;
                try {
                    result = works.get(index).get();
                } catch (RuntimeException e) {
                    error = e;
                } catch (Throwable e) { // or all would wait for this branch
                    error = new IllegalStateException(e);
                }
                if (each.ended(index, result, error) || ++ended[0] == works.size()) {
                    enough.tryComplete();
                }
            });
        }
        await(enough.future());
    }

    /** What runs of all jobs share: functions, connectors, events, secrets. */
    record Service(
            Functions functions,
            ConnectorActions connectors,
            EventDispatch events,
            EventRepository listeners,
            Secrets secrets) {}
}
