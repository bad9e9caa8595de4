package ai.levqor.connectors;

import static io.vertx.core.Future.await;

import ai.levqor.connectors.Exchange.Failed;
import ai.levqor.connectors.Manifest.OAuth;
import ai.levqor.expressions.ExpressionException;
import ai.levqor.security.GuardedClient;
import ai.levqor.security.GuardedClient.Answer;
import ai.levqor.security.OutboundException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A provider's token endpoint (RFC 6749, 4.1.3 and 6). */
final class TokenEndpoint {
    private final GuardedClient client;
    private final InstantSource clock;

    TokenEndpoint(GuardedClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /**
     * Credentials for {@code grant}; awaits.
     *
     * @param grant the members of the request but for the client's
     * @param before the credentials so far; they may have a client of their own
     * @throws Failed with what the endpoint said; {@code invalid_grant} means that a person must connect again
     */
    JsonNode credentials(OAuth oauth, Map<String, String> grant, JsonNode before, Duration timeout) {
        String id = before.path("client_id").asText(oauth.clientId());
        String secret = before.path("client_secret").asText(oauth.clientSecret());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        grant.forEach(body::put);
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        if (oauth.clientBasic()) {
            byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
            headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        } else {
            body.put("client_id", id);
            if (!secret.isEmpty()) {
                body.put("client_secret", secret);
            }
        }
        headers.put("Content-Type", oauth.json() ? "application/json" : "application/x-www-form-urlencoded");
        var request = new GuardedClient.Request(
                HttpMethod.POST,
                oauth.tokenUrl(),
                headers,
                Buffer.buffer(oauth.json() ? body.toString() : Body.form(body)),
                timeout);
        try {
            return read(oauth, await(client.send(request)), before);
        } catch (OutboundException e) {
            throw new Failed(ProviderError.of(e));
        }
    }

    private JsonNode read(OAuth oauth, Answer answer, JsonNode before) {
        JsonNode body = Trees.parse(answer.body().toString());
        if (body == null || !body.isObject()) {
            throw new Failed(ProviderError.garbage(answer.status()));
        }
        // RFC 6749, 5.2; Slack says {ok: false, error} with status 200.
        if (answer.status() >= 300 || body.hasNonNull("error")) {
            ObjectNode mapped = JsonNodeFactory.instance
                    .objectNode()
                    .put("code", body.path("error").asText(""))
                    .put("message", body.path("error_description").asText(""))
                    .put("expired", false);
            if (answer.status() < 300) {
                mapped.put("retryable", false);
            }
            Duration wait = RetryAfter.of(answer.headers().get(HttpHeaders.RETRY_AFTER), clock.instant());
            throw new Failed(ProviderError.of(answer.status(), wait).with(mapped));
        }
        try {
            JsonNode made = oauth.tokens()
                    .evaluate(
                            body,
                            Map.of(
                                    "credentials",
                                    before,
                                    "now",
                                    LongNode.valueOf(clock.instant().getEpochSecond())));
            ObjectNode merged = before.isObject() ? before.deepCopy() : JsonNodeFactory.instance.objectNode();
            made.properties().forEach(member -> {
                if (!member.getValue().isNull()) {
                    merged.set(member.getKey(), member.getValue());
                }
            });
            return merged;
        } catch (ExpressionException e) {
            throw new Failed(ProviderError.garbage(answer.status()));
        }
    }
}
