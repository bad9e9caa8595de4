package ai.levqor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.Eventually;
import ai.levqor.http.TestEdge.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that take too long, or are too many. */
@Timeout(60)
class ConnectionsTest {
    @Test
    void aHeadThatTricklesInIsCutOff() throws Exception {
        try (var edge = new TestEdge(true, Duration.ofMillis(400));
                var raw = edge.connect()) {
            raw.write("GET /health HTTP/1.1\r\nHost: a\r\n");
            var drips = edge.vertx.setPeriodic(50, none -> {
                try {
                    raw.write("X: y\r\n");
                } catch (IOException closed) {
                    // what is waited for
                }
            });
            long start = System.nanoTime();
            int end = raw.socket().getInputStream().read();
            edge.vertx.cancelTimer(drips);
            assertEquals(-1, end);
            assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) < 5_000);
        }
    }

    @Test
    void aConnectionThatWasAnsweredMayWaitLonger() throws Exception {
        try (var edge = new TestEdge(true, Duration.ofMillis(300));
                var raw = edge.connect()) {
            String request = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
            raw.write(request).readUntil("true}");
            TestEdge.await(edge.vertx.timer(900));
            assertTrue(raw.write(request).readUntil("true}").startsWith("HTTP/1.1 200"));
        }
    }

    @Test
    void oneMoreThanTheMostIsClosedUntilAnotherEnds() throws Exception {
        try (var edge = new TestEdge()) {
            List<RawConnection> open = new ArrayList<>();
            for (int i = 0; i < TestEdge.MAX_CONNECTIONS; i++) {
                var raw = edge.connect();
                open.add(raw);
                raw.write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n").readUntil("true}");
            }
            try (var tooMany = edge.connect()) {
                assertEquals(-1, tooMany.socket().getInputStream().read());
            }
            open.removeFirst().close();
            Eventually.await("a place is free", () -> {
                try (var raw = edge.connect()) {
                    raw.write("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                    return raw.readToEnd().startsWith("HTTP/1.1 200");
                } catch (IOException refused) {
                    return false;
                }
            });
            for (var raw : open) {
                raw.close();
            }
        }
    }
}
