package ai.levqor.callbacks;

import static io.vertx.core.Future.await;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.levqor.security.CallbackSignature;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException;
import ai.levqor.security.RetryAfter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Makes one attempt at a delivery: signs it and posts it. */
final class Sender {
    private static final int MAX_ERROR = 500;

    private final GuardedClient client;
    private final Secrets secrets;
    private final InstantSource clock;
    private final Duration timeout;

    Sender(GuardedClient client, Secrets secrets, InstantSource clock, Duration timeout) {
        this.client = client;
        this.secrets = secrets;
        this.clock = clock;
        this.timeout = timeout;
    }

    /** Sends, and says how it went; fails only when the secrets cannot be read. */
    Attempt send(Delivery delivery) {
        CallbackSignature signature = new CallbackSignature(secrets.inForce());
        Instant now = clock.instant();
        long at = now.toEpochMilli();
        long started = System.nanoTime();
        byte[] body = delivery.body().getBytes(UTF_8);
        Map<String, String> headers = new HashMap<>(signature.headers(delivery.messageId(), now, body));
        headers.put("Content-Type", "application/json");
        // Only the status counts: an answer that is longer than the client reads is none the worse.
        var request = new Request(HttpMethod.POST, delivery.url(), headers, Buffer.buffer(body), timeout, true);
        try {
            Answer answer = await(client.send(request));
            Duration retryAfter = RetryAfter.parse(answer.headers().get(HttpHeaders.RETRY_AFTER), clock.instant());
            return Attempt.answered(at, answer.status(), millisSince(started), retryAfter);
        } catch (OutboundException e) {
            boolean impossible = e.reason() == OutboundException.Reason.INVALID_REQUEST;
            return Attempt.unanswered(at, millisSince(started), shortened(e), impossible);
        }
    }

    private static String shortened(OutboundException e) {
        String message = String.valueOf(e.getMessage());
        return message.length() <= MAX_ERROR ? message : message.substring(0, MAX_ERROR);
    }

    private static long millisSince(long started) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    }
}
