package ai.levqor.costs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.SettableClock;
import ai.levqor.TestKernel;
import ai.levqor.bus.Failure;
import ai.levqor.contract.Schemas;
import ai.levqor.sql.Database;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.Params;
import ai.levqor.sql.Sql;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the intake pays for asking. */
class SpentBudgetsIT {
    private static final Sql ADD = Sql.of("""
            insert into budgets (name, scope, subject, period, amount, on_exceeded, created_at, updated_at)
            values (#{name}, 'key', #{key}, 'day', 0, 'fail', 0, 0)
            """);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path dir;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T10:00:00Z"));

    @Test
    void asksOnceInFiveSecondsAndHearsOfChanges() throws Exception {
        try (var node = TestKernel.start(DatabaseUrl.of("", dir), clock, new Schemas(), Map.of())) {
            Database database = node.kernel().database();
            var spent = new SpentBudgets(node.vertx(), database, clock);
            TestKernel.get(spent.check("a", List.of("w")));
            long before = database.statements();
            for (int i = 0; i < 1_000; i++) {
                assertTrue(spent.check("a", List.of("w")).succeeded(), "nobody waits");
            }
            assertEquals(before, database.statements());

            clock.advance(Duration.ofSeconds(6));
            assertTrue(spent.check("a", List.of("w")).succeeded(), "without budgets the look is on the side");
            Eventually.await("it has looked", () -> database.statements() == before + 2);
            spend(database, "none-left", "a");
            node.vertx().eventBus().publish(Meter.CHANGED, new JsonObject());
            Eventually.await("it hears", () -> !allowed(spent, "a"));
            assertTrue(allowed(spent, "b"));

            spend(database, "none-left-either", "b"); // and nobody tells
            clock.advance(Duration.ofSeconds(6));
            Failure refused = assertThrows(Failure.class, () -> TestKernel.get(spent.check("b", List.of("w"))));
            assertEquals("none-left-either", refused.details().getString("budget"));
        }
    }

    private static void spend(Database database, String name, String key) throws Exception {
        TestKernel.get(database.update(ADD, Params.of("name", name).and("key", key)));
    }

    private static boolean allowed(SpentBudgets spent, String key) throws Exception {
        try {
            TestKernel.get(spent.check(key, List.of("w")));
            return true;
        } catch (Failure refused) {
            return false;
        }
    }
}
