package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.costs.Meter;
import ai.levqor.costs.Price;
import ai.levqor.costs.Usage;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.run.Effects;
import ai.levqor.workflows.run.Journal;
import ai.levqor.workflows.run.Suspended;
import ai.levqor.workflows.run.WorkflowError;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reserves before each call that has a price and settles after it. On a virtual thread. */
final class MeteredEffects implements Effects {
    private static final int NOT_DONE = 503;
    private static final int TIMED_OUT = 408;

    private final Effects effects;
    private final ConnectorActions connectors;
    private final Meter meter;
    private final InstantSource clock;
    private final UUID job;
    private final int attempt;

    MeteredEffects(
            Effects effects, ConnectorActions connectors, Meter meter, InstantSource clock, UUID job, int attempt) {
        this.effects = effects;
        this.connectors = connectors;
        this.meter = meter;
        this.clock = clock;
        this.job = job;
        this.attempt = attempt;
    }

    @Override
    public JsonNode http(HttpCall call, String step, @Nullable Duration timeout) {
        return metered("http", 0, call.body(), step, timeout, () -> effects.http(call, step, timeout));
    }

    @Override
    public JsonNode worker(String name, JsonNode arguments, String step, @Nullable Duration timeout) {
        if (connectors.has(name)) {
            return function(
                    name, arguments, step, timeout); // which connectors there are is known here, not to the reader
        }
        return metered(
                "worker." + name, 0, arguments, step, timeout, () -> effects.worker(name, arguments, step, timeout));
    }

    @Override
    public JsonNode function(String name, JsonNode arguments, String step, @Nullable Duration timeout) {
        long cost = connectors.cost(name);
        return metered(name, cost, arguments, step, timeout, () -> effects.function(name, arguments, step, timeout));
    }

    /**
     * Makes a call of {@code function}, which is the name that prices go by.
     *
     * @param declared what it says that it costs, micros
     */
    private JsonNode metered(
            String function,
            long declared,
            @Nullable JsonNode arguments,
            String step,
            @Nullable Duration timeout,
            Supplier<JsonNode> call) {
        Price price = meter.price(function, declared);
        if (price.free()) {
            return call.get();
        }
        reserve(function, price, arguments, step, timeout);
        long begun = System.nanoTime();
        try {
            JsonNode reply = call.get();
            Usage usage = reply.isObject() ? Usage.of(new JsonObject(reply.toString())) : Usage.NONE;
            settle(price, step, usage, begun);
            return reply;
        } catch (WorkflowError error) {
            failed(price, step, error, begun);
            throw error;
        }
    }

    private void reserve(
            String function, Price price, @Nullable JsonNode arguments, String step, @Nullable Duration timeout) {
        String text = arguments == null ? "" : arguments.toString();
        long maxOutput = arguments == null ? -1 : arguments.path("max_tokens").asLong(-1);
        try {
            await(meter.reserve(job, step, attempt, function, price.estimate(text.length(), maxOutput)));
        } catch (Meter.Waits waits) {
            long until = timeout == null ? waits.until() : Math.min(waits.until(), clock.millis() + timeout.toMillis());
            throw new Suspended(until, waits.reason());
        } catch (Meter.Superseded gone) {
            throw new Journal.Superseded(job.toString());
        }
    }

    /** What was never sent costs nothing, of what timed out nobody knows; any other failure is a call like others. */
    private void failed(Price price, String step, WorkflowError error, long begun) {
        switch (error.status()) {
            case NOT_DONE -> await(meter.release(job, step, attempt));
            case TIMED_OUT -> await(meter.presume(job, step, attempt));
            default -> {
                if (error.local()) {
                    await(meter.release(job, step, attempt));
                } else {
                    settle(price, step, Usage.NONE, begun);
                }
            }
        }
    }

    private void settle(Price price, String step, Usage usage, long begun) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        await(meter.settle(job, step, attempt, price.cost(usage, millis), usage, millis));
    }

    @Override
    public JsonNode secret(String name) {
        return effects.secret(name);
    }

    @Override
    public void listen(List<Listener> listeners, String step, long since) {
        effects.listen(listeners, step, since);
    }

    @Override
    public void emit(JsonNode event, String step) {
        effects.emit(event, step);
    }

    @Override
    public List<Event> events(String step) {
        return effects.events(step);
    }

    @Override
    public void take(List<Event> events, String step) {
        effects.take(events, step);
    }

    @Override
    public Definition definition(String name, @Nullable String version) {
        return effects.definition(name, version);
    }

    @Override
    public void together(List<Supplier<JsonNode>> works, Each each) {
        effects.together(works, each);
    }
}
