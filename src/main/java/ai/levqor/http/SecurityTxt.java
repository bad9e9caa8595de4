package ai.levqor.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Where to report a weakness (RFC 9116). It expires half a year after the day on which it is asked for: a file with a
 * fixed date would one day have expired without anybody noticing.
 */
final class SecurityTxt implements Handler<RoutingContext> {
    private static final Duration VALID = Duration.ofDays(180);

    private final String contact;
    private final InstantSource clock;

    SecurityTxt(String contact, InstantSource clock) {
        this.contact = contact;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext context) {
        var expires = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(VALID);
        var text = "Contact: " + contact + "\nExpires: " + expires + "\nPreferred-Languages: en\n";
        Document.brief("text/plain; charset=utf-8", "public, max-age=86400", Buffer.buffer(text))
                .handle(context);
    }
}
