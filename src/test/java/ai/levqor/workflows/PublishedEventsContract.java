package ai.levqor.workflows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.TestKernel;
import ai.levqor.jobs.Jobs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that are published, and who hears them; the same on every database. */
abstract class PublishedEventsContract extends WorkflowsCase {
    private JsonObject publish(String type, String id, JsonObject data) throws Exception {
        return call(
                Events.PUBLISH,
                new JsonObject()
                        .put("type", type)
                        .put("source", "/test")
                        .put("id", id)
                        .put("data", data));
    }

    @Test
    void anEventReachesEveryJobThatItBelongsToAndNoOther() throws Exception {
        define("order", "1.0.0", """
                do:
                  - hear:
                      listen:
                        to:
                          one: {with: {type: order.paid}, correlate: {order: {from: .data.order, expect: '${ .order }'}}}
                  - told: {set: {paid: '${ .[0].amount }'}}
                """);
        String one = submit("order", new JsonObject().put("order", "1"));
        String same = submit("order", new JsonObject().put("order", "1"));
        String other = submit("order", new JsonObject().put("order", "2"));
        for (String job : List.of(one, same, other)) {
            awaitReason(job, "event");
        }
        publish("order.paid", "e0", new JsonObject().put("nothing", true));
        JsonObject paid = new JsonObject().put("order", "1").put("amount", 12);
        assertFalse(publish("order.paid", "e1", paid.copy()).getBoolean("duplicate"));
        assertTrue(publish("order.paid", "e1", paid.copy()).getBoolean("duplicate"));
        assertEquals(new JsonObject().put("paid", 12), result(one));
        assertEquals(new JsonObject().put("paid", 12), result(same));
        assertEquals("queued", call(Jobs.STATUS, of(other)).getString("status"));
        publish("order.paid", "e2", new JsonObject().put("order", "2").put("amount", 3));
        assertEquals(new JsonObject().put("paid", 3), result(other));
    }

    @Test
    void bothListenersOfAJobGetTheirEvent() throws Exception {
        define("pair", "1.0.0", """
                do:
                  - both:
                      fork:
                        branches:
                          - a: {listen: {to: {one: {with: {type: tick}}}}}
                          - b: {listen: {to: {any: [{with: {type: tock}}, {with: {type: tick}}]}}}
                  - told: {set: {n: '${ map(.[0].n) }'}}
                """);
        String job = submit("pair", new JsonObject());
        awaitReason(job, "event");
        publish("tick", "t1", new JsonObject().put("n", 7));
        assertEquals(new JsonObject().put("n", new JsonArray().add(7).add(7)), result(job));
    }

    @Test
    void whatOneWorkflowEmitsAnotherHears() throws Exception {
        define("hears", "1.0.0", """
                do:
                  - hear: {listen: {to: {one: {with: {type: done, subject: x}}}, read: envelope}}
                  - told: {set: {from: '${ .[0].source }', data: '${ .[0].data }'}}
                """);
        define("says", "1.0.0", """
                do:
                  - no: {emit: {event: {with: {source: 'https://says.example', type: done, subject: y}}}}
                  - yes: {emit: {event: {with: {source: 'https://says.example', type: done, subject: x, data: {n: 1}}}}}
                """);
        String hears = submit("hears", new JsonObject());
        awaitReason(hears, "event");
        result(submit("says", new JsonObject()));
        assertEquals(
                new JsonObject().put("from", "https://says.example").put("data", new JsonObject().put("n", 1)),
                result(hears));
    }

    @Test
    void anEventStartsTheWorkflowsOfTheNewestVersionsOnceEach() throws Exception {
        define("starts", "1.0.0", "schedule: {on: {one: {with: {type: go, subject: a}}}}\ndo: [{x: {set: {v: 1}}}]\n");
        define("starts", "2.0.0", """
                schedule: {on: {any: [{with: {type: go}}, {with: {type: go2}}]}}
                do: [{x: {set: {got: '${ .events[0].data.n }'}}}]
                """);
        publish("go", "g1", new JsonObject().put("n", 5));
        publish("go", "g1", new JsonObject().put("n", 5));
        publish("nothing", "g2", new JsonObject());
        Eventually.await("a job", () -> !jobs("starts").isEmpty());
        assertEquals(
                new JsonObject().put("got", 5), result(jobs("starts").getFirst().getString("job_id")));
        define("starts", "3.0.0", "do: [{x: {set: {v: 3}}}]\n");
        publish("go", "g3", new JsonObject());
        assertEquals(1, jobs("starts").size());
    }

    @Test
    void anEventThatItsNodeDidNotLiveToDispatchIsDispatchedByAnother() throws Exception {
        define("late", "1.0.0", "do: [{hear: {listen: {to: {one: {with: {type: late}}}}}}]\n");
        String job = submit("late", new JsonObject());
        awaitReason(job, "event");
        TestKernel node = nodes.getFirst();
        var repository = new EventRepository(node.kernel().database());
        TestKernel.get(repository.add("/dead", "1", "late", clock.millis(), "{\"type\":\"late\",\"data\":{\"n\":1}}"));
        clock.advance(Duration.ofMinutes(1));
        var dispatch = new EventDispatch(
                node.vertx(),
                repository,
                new TriggerRepository(node.kernel().database()),
                node.kernel().bus(),
                clock,
                Duration.ofHours(1));
        TestKernel.get(dispatch.sweep());
        assertEquals(new JsonObject("{\"value\":[{\"n\":1}]}"), result(job));
        clock.advance(Duration.ofHours(2));
        TestKernel.get(dispatch.clean());
        assertTrue(TestKernel.get(repository.add("/dead", "1", "late", clock.millis(), "{}"))
                .isPresent());
    }
}
