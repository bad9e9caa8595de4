package ai.levqor.security;

import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException.AnswerTooLarge;
import ai.levqor.security.OutboundException.Reason;
import ai.levqor.security.OutboundException.TimedOut;
import ai.levqor.security.OutboundException.Unreachable;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call: waits for room, connects, sends, and reads the answer up to its limit, all within one time. Every step runs
 * on one context, so the state needs no lock.
 */
final class OutboundCall {
    // Their requests say how long the body is, also when there is none (RFC 9110, 8.6); some servers insist.
    private static final Set<HttpMethod> WITH_CONTENT = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final Vertx vertx;
    private final OriginGate gate;
    private final OutboundConnector connector;
    private final OutboundUrl url;
    private final Request request;
    private final Duration timeout;
    private final int maxAnswerBytes;

    private final Promise<Answer> result = Promise.promise();
    private final Promise<Answer> answer = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private final long startedAt = System.nanoTime();
    private long timer;
    private boolean entered;
    private boolean over;
    private @Nullable HttpClientRequest exchange;

    OutboundCall(
            Vertx vertx,
            OriginGate gate,
            OutboundConnector connector,
            OutboundUrl url,
            Request request,
            Duration timeout,
            int maxAnswerBytes) {
        this.vertx = vertx;
        this.gate = gate;
        this.connector = connector;
        this.url = url;
        this.request = request;
        this.timeout = timeout;
        this.maxAnswerBytes = maxAnswerBytes;
    }

    /** The answer, or an {@link OutboundException}. To be called once. */
    Future<Answer> start() {
        Context context = vertx.getOrCreateContext();
        context.runOnContext(_ -> run(context));
        return result.future();
    }

    private void run(Context context) {
        timer = vertx.setTimer(Math.max(1, timeout.toMillis()), _ -> giveUp());
        gate.enter(url.origin(), context)
                .compose(_ -> connect())
                .compose(this::send)
                .compose(this::read)
                .onComplete(this::settle);
    }

    private Future<HttpClientRequest> connect() {
        entered = true;
        if (over) {
            return Future.failedFuture(tooLate());
        }
        RequestOptions options =
                new RequestOptions().setMethod(request.method()).putHeader("User-Agent", "Levqor");
        request.headers().forEach(options::putHeader);
        return connector.connect(url, options);
    }

    private Future<HttpClientResponse> send(HttpClientRequest connected) {
        if (over) {
            connected.reset();
            return Future.failedFuture(tooLate());
        }
        exchange = connected;
        Buffer content = request.body();
        if (content == null && !WITH_CONTENT.contains(request.method())) {
            return connected.send();
        }
        return connected.send(content == null ? Buffer.buffer() : content);
    }

    private Future<Answer> read(HttpClientResponse response) {
        response.exceptionHandler(answer::tryFail);
        response.endHandler(_ -> answer.tryComplete(answer(response, false)));
        response.handler(chunk -> {
            int room = maxAnswerBytes - body.length();
            if (chunk.length() <= room) {
                body.appendBuffer(chunk);
                return;
            }
            if (request.truncate()) {
                body.appendBuffer(chunk, 0, room);
                answer.tryComplete(answer(response, true));
            } else {
                answer.tryFail(new AnswerTooLarge(
                        "the answer of " + url.host() + " is longer than " + maxAnswerBytes + " bytes"));
            }
            // The rest may have no end: the connection is closed, not drained.
            response.handler(null);
            response.request().reset();
        });
        return answer.future();
    }

    private Answer answer(HttpClientResponse response, boolean truncated) {
        return new Answer(
                response.statusCode(),
                response.headers(),
                body,
                truncated,
                Duration.ofNanos(System.nanoTime() - startedAt));
    }

    /** The time is up: the caller hears at once; the steps come to their end by themselves and then free the room. */
    private void giveUp() {
        over = true;
        result.tryFail(tooLate());
        answer.tryFail(tooLate());
        if (exchange != null) {
            exchange.reset();
        }
    }

    private void settle(AsyncResult<Answer> outcome) {
        over = true;
        vertx.cancelTimer(timer);
        if (entered) {
            gate.leave(url.origin());
        }
        if (outcome.succeeded()) {
            result.tryComplete(outcome.result());
        } else if (outcome.cause() instanceof OutboundException known) {
            result.tryFail(known);
        } else {
            result.tryFail(new Unreachable(
                    Reason.CONNECTION_LOST,
                    url.host() + " broke the connection or its answer is not HTTP",
                    outcome.cause()));
        }
    }

    private TimedOut tooLate() {
        return new TimedOut(url.host() + " gave no whole answer within " + timeout.toMillis() + " ms");
    }
}
