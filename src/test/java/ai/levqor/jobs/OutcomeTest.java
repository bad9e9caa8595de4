package ai.levqor.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway") // a failure has an error
class OutcomeTest {
    @ParameterizedTest
    @CsvSource({
        "400, true",
        "404, true",
        "499, true",
        "408, false",
        "429, false",
        "500, false",
        "503, false",
        "-1, false"
    })
    void aWorkersCodeDecidesWhetherToTryAgain(int code, boolean permanent) {
        Outcome outcome = Outcome.failure(new ReplyException(ReplyFailure.RECIPIENT_FAILURE, code, "no"), 10);
        assertEquals(permanent, outcome.permanent());
        assertEquals("worker_failed", outcome.error().getString("code"));
        assertEquals("no", outcome.error().getString("message"));
    }

    @Test
    void aFailureKeepsItsCode() {
        Outcome outcome = Outcome.failure(new Failure(Code.NOT_FOUND, "no such thing"), 10);
        assertEquals(true, outcome.permanent());
        assertEquals("not_found", outcome.error().getString("code"));
        assertEquals(
                false,
                Outcome.failure(new Failure(Code.UNAVAILABLE, "later"), 10).permanent());
    }

    @Test
    void anyReplyIsAResult() {
        assertEquals(new JsonObject(), Outcome.success(null).result());
        assertEquals(new JsonObject().put("value", 7), Outcome.success(7).result());
        assertEquals(
                new JsonObject().put("a", 1),
                Outcome.success(new JsonObject().put("a", 1)).result());
    }
}
