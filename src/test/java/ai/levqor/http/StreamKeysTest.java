package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.levqor.bus.Authenticator;
import ai.levqor.bus.Caller;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who holds the key of an open stream is found out anew, also when nobody here remembers it. */
class StreamKeysTest {
    private static final Authenticator FORGETFUL = new Authenticator() {
        @Override
        public Future<Caller> authenticate(String key) {
            return Future.succeededFuture(new Caller(key, Set.of("things:write"), "", ""));
        }

        @Override
        public @Nullable Future<Caller> recognize(String key) {
            return null;
        }
    };

    @Test
    void aKeyThatWasForgottenMeanwhileDoesNotHangItsStream() throws Exception {
        try (var edge = new TestEdge(true, Duration.ofSeconds(10), EdgePolicy.open(), FORGETFUL)) {
            List<String> ids = edge.get("/api/v1/things/stream", "X-Api-Key", "any")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("id: "))
                    .toList();
            assertEquals(List.of("id: 1", "id: 2", "id: 3"), ids);
        }
    }
}
