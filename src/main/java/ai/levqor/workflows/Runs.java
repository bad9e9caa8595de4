package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.costs.Meter;
import ai.levqor.security.GuardedClient;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Snooze;
import ai.levqor.workers.Task;
import ai.levqor.workers.TransientFailure;
import ai.levqor.workflows.RunRepository.Begun;
import ai.levqor.workflows.RunRepository.Run;
import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.run.Entry;
import ai.levqor.workflows.run.Interpreter;
import ai.levqor.workflows.run.Journal;
import ai.levqor.workflows.run.Suspended;
import ai.levqor.workflows.run.WorkflowError;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs jobs of workflows: to the queue, a worker. On a virtual thread. */
final class Runs {
    private static final int SERVER_ERROR = 500;
    private static final int MAX_MESSAGE = 2_000;

    private final Vertx vertx;
    private final GuardedClient client;
    private final RunRepository runs;
    private final Library library;
    private final LiveEffects.Service service;
    private final InstantSource clock;
    private final Meter meter;
    private final Journals journals;

    Runs(
            Vertx vertx,
            GuardedClient client,
            RunRepository runs,
            Library library,
            LiveEffects.Service service,
            Meter meter,
            Journals journals,
            InstantSource clock) {
        this.vertx = vertx;
        this.client = client;
        this.runs = runs;
        this.library = library;
        this.service = service;
        this.clock = clock;
        this.meter = meter;
        this.journals = journals;
    }

    /** One attempt at a job. */
    Future<JsonObject> run(Task task) {
        UUID job = UUID.fromString(task.jobId());
        Definition definition = definition(task.workflow(), null);
        long now = clock.millis();
        // Most runs begin: then there is nothing to be read, and all that begin at the moment share a statement.
        boolean begins = await(
                journals.begin(new Begun(job, definition.name(), definition.version(), TaskCount.of(definition), now)));
        Run known = begins ? new Run(definition.name(), definition.version(), now, 0, 0) : await(runs.run(job));
        if (!begins) {
            definition = definition(task.workflow(), known.version());
        }
        List<Entry> entries = begins ? List.of() : await(runs.steps(job, Integer.MAX_VALUE));
        DatabaseJournal journal = journals.open(job, task.attempt(), entries, known.seq());
        var live = new LiveEffects(
                vertx, client, runs, library, service, job, task.attempt(), Causation.of(task.payload()));
        var effects = new MeteredEffects(live, service.connectors(), meter, clock, job, task.attempt());
        try {
            JsonNode output = walk(journal, new Interpreter(journal, effects, clock), definition, known, task);
            live.end();
            return Future.succeededFuture(result(output));
        } catch (Suspended waits) {
            throw new Snooze(waits.until(), known.signals(), waits.reason());
        } catch (WorkflowError error) {
            live.end();
            throw failure(error);
        } catch (Journal.Superseded gone) {
            throw new TransientFailure(SERVER_ERROR, String.valueOf(gone.getMessage()));
        } catch (Failure failure) {
            if (failure.code() == Code.BUDGET_EXCEEDED || failure.code() == Code.WORKFLOW_FAILED) {
                throw failure;
            }
            throw new TransientFailure(
                    failure.code().status() >= SERVER_ERROR ? failure.code().status() : SERVER_ERROR,
                    String.valueOf(failure.getMessage()));
        } finally {
            journals.close(journal);
        }
    }

    private Definition definition(String workflow, @Nullable String version) {
        Definition definition = library.find(workflow, version);
        if (definition == null) {
            throw new PermanentFailure("There is no workflow \"" + workflow + "\" any more.");
        }
        return definition;
    }

    /** However it ends, what was done is durable before anybody hears of the end. */
    private static JsonNode walk(Journal journal, Interpreter interpreter, Definition definition, Run run, Task task) {
        try {
            return interpreter.run(definition, task.jobId(), run.startedAt(), input(task));
        } finally {
            journal.settle();
        }
    }

    private static JsonNode input(Task task) {
        JsonNode input = RunRepository.parse(task.payload().encode());
        return input == null ? JsonNodeFactory.instance.objectNode() : input;
    }

    private static JsonObject result(JsonNode output) {
        if (output.isObject()) {
            return new JsonObject(output.toString());
        }
        return new JsonObject("{\"value\":" + output + "}");
    }

    /**
     * The error as the workflow has it, with the place where it arose. What may pass ({@code retryable}) is tried again
     * from the failed step on, as often as the job may be.
     */
    private static Failure failure(WorkflowError error) {
        var details = new JsonObject();
        for (String member : List.of("type", "title", "detail", "instance", "code")) {
            JsonNode value = error.json().path(member);
            if (!value.isMissingNode() && !value.isNull()) {
                details.put(member, shortened(value.isTextual() ? value.textValue() : value.toString()));
            }
        }
        return new Failure(
                Code.WORKFLOW_FAILED,
                shortened(String.valueOf(error.getMessage())),
                null,
                details.put("status", error.status()).put("retryable", error.passing()));
    }

    /** It is kept with every attempt and sent with the callback. */
    private static String shortened(String text) {
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
    }
}
