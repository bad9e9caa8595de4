package ai.levqor.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Once.Answer;
import ai.levqor.bus.Operation;
import ai.levqor.bus.Request;
import ai.levqor.sql.DatabaseUrl;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repetition with the same key is answered, the same on both databases. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class StoredAnswersContract {
    private static final Operation MAKE =
            Operation.command("things.make", "Make").post("/things").fails();
    private static final Operation BREAK =
            Operation.command("things.break", "Break").post("/things/break").fails();
    private static final Caller ANN = new Caller("ann", Set.of(), "", "192.0.2.1");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger runs = new AtomicInteger();

    @TempDir
    private Path folder;

    private TestKernel node;
    private StoredAnswers answers;

    private JsonObject count() {
        return new JsonObject().put("run", runs.incrementAndGet());
    }

    abstract DatabaseUrl database(Path folder);

    @BeforeEach
    void start() {
        node = TestKernel.start(database(folder), clock, (schema, input) -> {}, Map.of());
        answers = new StoredAnswers(
                new AnswerRepository(node.kernel().database()), clock, PATIENCE, Duration.ofHours(24));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static Request request(Caller caller, String json) {
        return new Request(new JsonObject(json), caller);
    }

    private Answer run(String json, Supplier<JsonObject> method) {
        return answers.run(MAKE, request(ANN, json), "k", method);
    }

    private Code refused(Callable<?> call) {
        return assertThrows(Failure.class, call::call).code();
    }

    @Test
    void replaysTheAnswerWhateverTheOrderOfMembers() {
        Answer first = run("{\"a\":1,\"b\":{\"c\":[1,{\"x\":1,\"y\":2}],\"d\":null}}", this::count);
        Answer second = run("{\"b\":{\"d\":null,\"c\":[1,{\"y\":2,\"x\":1}]},\"a\":1}", this::count);
        assertFalse(first.replayed());
        assertTrue(second.replayed());
        assertEquals(first.reply(), second.reply());
        assertEquals(1, runs.get());
    }

    @Test
    void refusesAnotherBodyOrOperation() {
        run("{\"a\":1}", this::count);
        assertEquals(Code.IDEMPOTENCY_MISMATCH, refused(() -> run("{\"a\":2}", this::count)));
        assertEquals(Code.IDEMPOTENCY_MISMATCH, refused(() -> run("{\"a\":\"1\"}", this::count)));
        assertEquals(
                Code.IDEMPOTENCY_MISMATCH,
                refused(() -> answers.run(BREAK, request(ANN, "{\"a\":1}"), "k", this::count)));
        assertEquals(1, runs.get());
    }

    @Test
    void keysBelongToTheirCallers() {
        run("{}", this::count);
        var bob = new Caller("bob", Set.of(), "", "192.0.2.1");
        assertFalse(answers.run(MAKE, request(bob, "{\"other\":1}"), "k", this::count)
                .replayed());
        for (String address : new String[] {"192.0.2.1", "192.0.2.2"}) {
            var nobody = new Caller(Caller.ANONYMOUS.id(), Set.of(), "", address);
            assertFalse(
                    answers.run(MAKE, request(nobody, "{}"), "k", this::count).replayed());
            assertTrue(
                    answers.run(MAKE, request(nobody, "{}"), "k", this::count).replayed());
        }
    }

    @Test
    void aRefusalIsReplayedAndATransientFailureIsNot() {
        Supplier<JsonObject> conflict = () -> {
            throw new Failure(Code.CONFLICT, "it is gone").with("job_id", "j");
        };
        assertThrows(Failure.class, () -> run("{}", conflict));
        var replayed = assertThrows(Failure.class, () -> run("{}", this::count));
        assertTrue(replayed.replayed());
        assertEquals("it is gone", replayed.getMessage());
        assertEquals("j", replayed.details().getString("job_id"));

        Supplier<JsonObject> overloaded = () -> {
            throw new Failure(Code.OVERLOADED, "later");
        };
        Supplier<JsonObject> broken = () -> {
            throw new IllegalStateException("a defect");
        };
        assertThrows(Failure.class, () -> answers.run(MAKE, request(ANN, "{}"), "k2", overloaded));
        assertThrows(IllegalStateException.class, () -> answers.run(MAKE, request(ANN, "{}"), "k2", broken));
        assertFalse(answers.run(MAKE, request(ANN, "{}"), "k2", this::count).replayed());
    }

    @Test
    void ofManyAtOnceOneRunsAndTheOthersAreToldSo() throws Exception {
        var started = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> first = threads.submit(() -> run("{}", () -> {
                started.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return count();
            }));
            started.await();
            var others = new ArrayList<Future<Code>>();
            for (int i = 0; i < 10; i++) {
                others.add(threads.submit(() -> refused(() -> run("{}", this::count))));
            }
            for (var other : others) {
                assertEquals(Code.CONFLICT, other.get());
            }
            end.countDown();
            assertFalse(first.get().replayed());
            assertTrue(run("{}", this::count).replayed());
            assertEquals(1, runs.get());
        }
    }

    @Test
    void aRunThatDiedFreesItsKeyAndItsLateAnswerIsNotKept() {
        // The first run outlives its key: to the store it is as dead as a process that was killed.
        Answer late = run("{}", () -> {
            clock.advance(PATIENCE);
            assertEquals(new JsonObject().put("run", 1), run("{}", this::count).reply());
            return new JsonObject().put("late", true);
        });
        assertEquals(new JsonObject().put("late", true), late.reply());
        assertEquals(new JsonObject().put("run", 1), run("{}", this::count).reply());
    }

    @Test
    void anAnswerIsKeptForItsRetention() throws Exception {
        run("{}", this::count);
        clock.advance(Duration.ofHours(24).minusMillis(1));
        assertTrue(run("{}", this::count).replayed());
        clock.advance(Duration.ofMillis(1));
        assertFalse(run("{\"other\":true}", this::count).replayed());
        clock.advance(Duration.ofHours(24));
        TestKernel.get(new AnswerRepository(node.kernel().database()).deleteExpired(clock.millis()));
        assertFalse(run("{\"third\":true}", this::count).replayed());
    }
}
