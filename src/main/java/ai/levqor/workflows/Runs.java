package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Failure;
import ai.levqor.security.GuardedClient;
import ai.levqor.workers.PermanentFailure;
import ai.levqor.workers.Snooze;
import ai.levqor.workers.Task;
import ai.levqor.workers.TransientFailure;
import ai.levqor.workflows.RunRepository.Run;
import ai.levqor.workflows.dsl.Definition;
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
import java.util.UUID;

/** Runs jobs of workflows: to the queue, a worker. On a virtual thread. */
final class Runs {
    private static final int SERVER_ERROR = 500;

    private final Vertx vertx;
    private final GuardedClient client;
    private final RunRepository runs;
    private final Library library;
    private final InstantSource clock;
    private final Journals journals;

    Runs(
            Vertx vertx,
            GuardedClient client,
            RunRepository runs,
            Library library,
            Journals journals,
            InstantSource clock) {
        this.vertx = vertx;
        this.client = client;
        this.runs = runs;
        this.library = library;
        this.clock = clock;
        this.journals = journals;
    }

    /** One attempt at a job. */
    Future<JsonObject> run(Task task) {
        UUID job = UUID.fromString(task.jobId());
        Run known = await(runs.run(job)).orElse(null);
        Definition definition = library.find(task.workflow(), known == null ? null : known.version());
        if (definition == null) {
            throw new PermanentFailure("There is no workflow \"" + task.workflow() + "\" any more.");
        }
        if (known == null) {
            known = new Run(definition.name(), definition.version(), clock.millis(), 0, 0);
            await(runs.begin(job, known.name(), known.version(), TaskCount.of(definition), known.startedAt()));
        }
        DatabaseJournal journal =
                journals.open(job, task.attempt(), await(runs.steps(job, Integer.MAX_VALUE)), known.seq());
        var effects = new LiveEffects(vertx, client, runs, library, job, task.attempt());
        try {
            JsonNode output = new Interpreter(journal, effects, clock)
                    .run(definition, task.jobId(), known.startedAt(), input(task));
            return Future.succeededFuture(result(output));
        } catch (Suspended waits) {
            throw new Snooze(waits.until(), known.signals(), waits.reason());
        } catch (WorkflowError error) {
            throw failure(error);
        } catch (Journal.Superseded gone) {
            throw new TransientFailure(SERVER_ERROR, String.valueOf(gone.getMessage()));
        } catch (Failure failure) {
            throw new TransientFailure(
                    failure.code().status() >= SERVER_ERROR ? failure.code().status() : SERVER_ERROR,
                    String.valueOf(failure.getMessage()));
        } finally {
            journals.close(journal);
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

    /** What may pass is tried again from the failed step on, as often as the job may be. */
    private static RuntimeException failure(WorkflowError error) {
        String message = String.valueOf(error.getMessage());
        return error.passing()
                ? new TransientFailure(Math.max(SERVER_ERROR, error.status()), message)
                : new PermanentFailure(
                        Math.clamp(error.status(), 400, 499) == 408 ? 422 : Math.clamp(error.status(), 400, 499),
                        message);
    }
}
