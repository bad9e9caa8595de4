package ai.levqor.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {
    @ParameterizedTest
    @EnumSource(Code.class)
    void everyCodeSurvivesTheWire(Code code) {
        var failure = new Failure(code, "ümläut", "jobs[3].priority", new JsonObject().put("job_id", "x"));
        var codec = new FailureCodec();
        var wire = Buffer.buffer("before");
        codec.encodeToWire(wire, failure);
        Failure back = codec.decodeFromWire("before".length(), wire);
        assertEquals(failure.json(), back.json());
        assertEquals(code.status(), back.failureCode());
    }

    @Test
    void aMessageCanBeAbsent() {
        var wire = Buffer.buffer();
        new FailureCodec().encodeToWire(wire, Failure.forbidden());
        assertEquals(
                new JsonObject().put("code", "forbidden"),
                new FailureCodec().decodeFromWire(0, wire).json());
    }

    @Test
    void aFactIsAddedToACopy() {
        Failure failure = Failure.notFound("job_id", "x");
        Failure more = failure.with("status", "queued");
        assertEquals(1, failure.details().size());
        assertEquals(2, more.details().size());
    }
}
