package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.bus.Code;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Waits for time, people and events of the job, the same on every database. */
abstract class WaitsContract extends WorkflowsCase {
    @Test
    void waitingIsARowAndCostsNoAttempt() throws Exception {
        define("sleeper", """
                - nap: {wait: PT1H}
                - rise: {set: {up: true}}
                """);
        String job = submit("sleeper", new JsonObject());
        awaitWaiting(job, "It waits, as its workflow says.");
        assertEquals(0, call(Jobs.GET, of(job)).getInteger("attempt"));
        clock.advance(Duration.ofMinutes(59));
        assertEquals("queued", call(Jobs.STATUS, of(job)).getString("status"));
        clock.advance(Duration.ofMinutes(2));
        assertEquals(new JsonObject("{\"up\":true}"), result(job));
        assertEquals(1, call(Jobs.GET, of(job)).getInteger("attempt"));
    }

    @Test
    void aPersonApprovesOrRejects() throws Exception {
        define("approval", """
                - ask: {listen: {to: {one: {with: {type: approval}}}}}
                - decide: {switch: [{yes: {when: '${ .[0].approved }', then: go}}, {no: {then: stop}}]}
                - go: {set: {went: true}, then: end}
                - stop: {set: {went: false}}
                """);
        String yes = submit("approval", new JsonObject());
        String no = submit("approval", new JsonObject());
        awaitWaiting(yes, "It waits for an event.");
        call(Workflows.APPROVE, of(yes).put("comment", "fine"));
        call(Workflows.REJECT, of(no)); // also before it listens
        assertEquals(new JsonObject("{\"went\":true}"), result(yes));
        assertEquals(new JsonObject("{\"went\":false}"), result(no));
        assertEquals(Code.NOT_FOUND, failure(Workflows.APPROVE, of(yes)).code());
    }

    @Test
    void listensToAllAndGetsEachEventOnce() throws Exception {
        define("gather", """
                - both: {listen: {to: {all: [{with: {type: a}}, {with: {type: b}}]}}}
                - more: {set: {got: '${ map(.n) }'}}
                """);
        String job = submit("gather", new JsonObject());
        awaitWaiting(job, "It waits for an event.");
        JsonObject event = of(job).put("id", "e1").put("type", "b").put("data", new JsonObject().put("n", 2));
        call(Workflows.SIGNAL, event.copy());
        call(Workflows.SIGNAL, event.copy());
        call(Workflows.SIGNAL, of(job).put("type", "other"));
        call(Workflows.SIGNAL, of(job).put("type", "a").put("data", new JsonObject().put("n", 1)));
        assertEquals(new JsonObject("{\"got\":[1,2]}"), result(job));
    }

    @Test
    void aTimeoutEndsAWaitAndCanBeCaught() throws Exception {
        define("late", """
                - patient:
                    try: [{hear: {listen: {to: {one: {with: {type: never}}}}, timeout: {after: PT1M}}}]
                    catch: {errors: {with: {status: 408}}, do: [{gone: {set: {late: true}}}]}
                """);
        String job = submit("late", new JsonObject());
        awaitWaiting(job, "It waits for an event.");
        clock.advance(Duration.ofSeconds(61));
        assertEquals(new JsonObject("{\"late\":true}"), result(job));
    }
}
