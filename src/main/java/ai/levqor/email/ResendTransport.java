package ai.levqor.email;

import static io.vertx.core.Future.await;

import ai.levqor.config.ResendSettings;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.GuardedClient.Request;
import ai.levqor.security.OutboundException;
import ai.levqor.security.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mails by the HTTP API of Resend (<a href="https://resend.com/docs/api-reference/emails/send-email">its
 * reference</a>). An attempt that is repeated within a day has the same {@code Idempotency-Key}, so that Resend sends
 * it once.
 */
final class ResendTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(ResendTransport.class);

    private final GuardedClient client;
    private final InstantSource clock;
    private final String url;
    private final String key;
    private final Duration timeout;

    ResendTransport(GuardedClient client, ResendSettings settings, Duration timeout, InstantSource clock) {
        this.client = client;
        this.clock = clock;
        this.url = (settings.url().endsWith("/") ? settings.url() : settings.url() + "/") + "emails";
        this.key = settings.key();
        this.timeout = timeout;
    }

    @Override
    public Outcome send(Outgoing mail) {
        var headers = Map.of(
                "Authorization",
                "Bearer " + key,
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                mail.id().toString());
        var request = new Request(HttpMethod.POST, url, headers, body(mail), timeout, true);
        try {
            return outcome(await(client.send(request)));
        } catch (OutboundException e) {
            LOG.warn("{}: Resend cannot be called: {}", mail, e.getMessage());
            return Outcome.retry("Resend cannot be called: " + e.getMessage(), null);
        }
    }

    private Outcome outcome(Answer answer) {
        JsonObject body = json(answer.body());
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return Outcome.sent(text(body, "id"));
        }
        Duration wait = RetryAfter.parse(answer.headers().get(HttpHeaders.RETRY_AFTER), clock.instant());
        String name = text(body, "name");
        String words =
                "Resend answered " + status + (name.isEmpty() ? "" : " (" + name + ")") + ": " + text(body, "message");
        return switch (status) {
            // The key or the domain is not set up: that can be mended, and the mail is not to blame.
            case 401, 403 -> {
                LOG.warn("Resend refuses the service: {}", words);
                yield Outcome.retry(words, wait);
            }
            case 408, 425, 429 -> Outcome.retry(words, wait);
            // Another attempt with the same idempotency key is under way, or had another content.
            case 409 -> name.equals("invalid_idempotent_request") ? Outcome.failed(words) : Outcome.retry(words, wait);
            default -> status >= 400 && status < 500 ? Outcome.failed(words) : Outcome.retry(words, wait);
        };
    }

    private static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException garbage) {
            return new JsonObject();
        }
    }

    private static String text(JsonObject json, String name) {
        return json.getValue(name) instanceof String text ? text : "";
    }

    private static Buffer body(Outgoing mail) {
        Recipients recipients = mail.recipients();
        var body = new JsonObject()
                .put("from", mail.sender().text())
                .put("to", texts(recipients.to()))
                .put("subject", mail.subject())
                .put("headers", new JsonObject().put("Message-ID", mail.messageId()));
        put(body, "cc", texts(recipients.cc()));
        put(body, "bcc", texts(recipients.bcc()));
        put(body, "reply_to", texts(recipients.replyTo()));
        if (mail.text() != null) {
            body.put("text", mail.text());
        }
        if (mail.html() != null) {
            body.put("html", mail.html());
        }
        var attachments = new JsonArray();
        mail.attachments()
                .forEach(attachment -> attachments.add(new JsonObject()
                        .put("filename", attachment.filename())
                        .put("content_type", attachment.contentType())
                        .put("content", attachment.content())));
        put(body, "attachments", attachments);
        return body.toBuffer();
    }

    private static void put(JsonObject body, String name, JsonArray values) {
        if (!values.isEmpty()) {
            body.put(name, values);
        }
    }

    private static JsonArray texts(List<Address> addresses) {
        return new JsonArray(addresses.stream().map(Address::text).toList());
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
