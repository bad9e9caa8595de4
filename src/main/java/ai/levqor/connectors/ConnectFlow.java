package ai.levqor.connectors;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.connectors.Exchange.Failed;
import ai.levqor.connectors.FlowRepository.Flow;
import ai.levqor.connectors.Manifest.OAuth;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Connects an account by OAuth 2.0 (RFC 6749, 4.1) with PKCE (RFC 7636): a person is sent to the provider, comes back
 * with a code, and the credentials that it buys are stored. The state is random, good once, and for ten minutes.
 */
final class ConnectFlow {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Library library;
    private final FlowRepository flows;
    private final Vault vault;
    private final TokenEndpoint tokens;
    private final InstantSource clock;
    private final String redirectUri;
    private final Duration timeout;

    ConnectFlow(
            Library library,
            FlowRepository flows,
            Vault vault,
            TokenEndpoint tokens,
            InstantSource clock,
            String redirectUri,
            Duration timeout) {
        this.library = library;
        this.flows = flows;
        this.vault = vault;
        this.tokens = tokens;
        this.clock = clock;
        this.redirectUri = redirectUri;
        this.timeout = timeout;
    }

    /** An account to connect: the credentials {@code name} of {@code connector} are to be its. */
    record Begin(String connector, String name, Holder holder) {
        static Begin of(Request request) {
            return new Begin(
                    request.text("name"),
                    request.text("credential"),
                    Holder.of(request.caller()));
        }
    }

    /**
     * What a provider sent a browser back with.
     *
     * @param code buys the tokens; null when there is none, because the person refused
     */
    record Answer(String state, @Nullable String code) {
        static Answer of(Request request) {
            return new Answer(request.text("state"), request.input().getString("code"));
        }

        /** Without both, which are as good as the credentials. */
        @Override
        public String toString() {
            return "Answer";
        }
    }

    /** Begins: where to send the person whose account {@code name} is to become. */
    Reply begin(Begin begin) {
        OAuth oauth = oauth(library.find(begin.connector()));
        vault.requireChangeable(begin.holder(), begin.connector(), begin.name());
        String state = random();
        String verifier = random();
        long now = clock.millis();
        long end = now + LIFETIME.toMillis();
        String hash = Credentials.hash(state);
        await(flows.insert(
                hash,
                new Flow(begin.connector(), begin.name(), redirectUri, vault.seal(verifier, hash), begin.holder(), end),
                now));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", oauth.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("state", state);
        if (!oauth.scope().isEmpty()) {
            query.put("scope", oauth.scope());
        }
        if (oauth.pkce()) {
            query.put("code_challenge", challenge(verifier));
            query.put("code_challenge_method", "S256");
        }
        query.putAll(oauth.parameters());
        var url = new StringJoiner("&", oauth.authorizeUrl() + "?", "");
        query.forEach((key, value) -> url.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return () -> new JsonObject()
                .put("url", url.toString())
                .put("redirect_uri", redirectUri)
                .put("expires_at", end / 1000);
    }

    /** Ends: buys credentials for the code that the person came back with, and stores them. */
    Reply finish(Answer answer) {
        String code = answer.code();
        if (code == null) {
            throw new Failure(Code.PROVIDER_REFUSED, "The account was not connected: the provider gave no code.");
        }
        String hash = Credentials.hash(answer.state());
        Flow flow = await(flows.take(hash)).orElse(null);
        if (flow == null || flow.expiresAt() <= clock.millis()) {
            throw Failure.invalid("state", "is unknown, was used, or is older than ten minutes; begin again");
        }
        Manifest manifest = library.find(flow.connector());
        OAuth oauth = oauth(manifest);
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "authorization_code");
        grant.put("code", code);
        grant.put("redirect_uri", flow.redirectUri());
        if (oauth.pkce()) {
            grant.put("code_verifier", vault.unseal(flow.verifier(), hash));
        }
        JsonNode credentials;
        try {
            credentials = tokens.credentials(oauth, grant, JsonNodeFactory.instance.objectNode(), timeout);
        } catch (Failed failed) {
            // Not the provider's sentence, which whoever made up the code could choose.
            throw new Failure(
                            failed.error().passing() ? Code.PROVIDER_FAILED : Code.PROVIDER_REFUSED,
                            "The provider gave no token; begin again.")
                    .with("connector", flow.connector())
                    .with("provider_code", failed.error().code());
        }
        JsonObject fields = Trees.object(credentials);
        manifest.auth().check().accept(fields);
        StoredCredential stored = vault.put(flow.connector(), flow.name(), fields, flow.holder(), null);
        return stored::json;
    }

    private static OAuth oauth(Manifest manifest) {
        OAuth oauth = manifest.oauth();
        if (oauth == null) {
            throw Failure.invalid("name", "has no OAuth; store its credentials instead");
        }
        if (oauth.clientId().isEmpty()) {
            throw new Failure(
                    Code.CONFLICT,
                    "The client of " + manifest.name() + " is not set up: set LEVQOR_CONNECTORS_"
                            + manifest.name().toUpperCase(Locale.ROOT) + "_CLIENT_ID and _CLIENT_SECRET.");
        }
        return oauth;
    }

    private static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** RFC 7636, 4.2. */
    static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
