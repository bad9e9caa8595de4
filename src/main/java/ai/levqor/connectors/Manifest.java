package ai.levqor.connectors;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connector, read from its file and checked.
 *
 * @param name as calls and settings have it
 * @param url the provider's base URL as it is in force; empty where each call names the whole URL
 * @param version what {@code $version} is in templates
 * @param headers of every request
 * @param error makes an error of an answer, or null
 * @param rate of one credential over all actions
 * @param source the file as JSON, for listings
 * @param origin where it was read from
 */
record Manifest(
        String name,
        String title,
        String url,
        String version,
        Auth auth,
        @Nullable OAuth oauth,
        Template headers,
        @Nullable Expression error,
        @Nullable RateRule rate,
        Map<String, Action> actions,
        JsonObject source,
        String origin) {

    /**
     * How credentials go into a request.
     *
     * @param check refuses credentials that do not fit
     * @param path goes before the path, where a provider wants the token there
     * @param unchecked whether calls name the URL, so that stored credentials must say which origin they are for
     */
    record Auth(
            Consumer<JsonObject> check,
            Template headers,
            Template query,
            @Nullable Expression path,
            boolean unchecked) {}

    /**
     * The provider's OAuth 2.0 (RFC 6749), with PKCE (RFC 7636) where it has it.
     *
     * @param clientBasic whether the client's id and secret go into the header, not the body
     * @param json whether the token endpoint takes JSON
     * @param parameters further ones of the authorization request
     * @param tokens makes credentials of the token endpoint's answer; {@code $credentials} are those before
     */
    record OAuth(
            String authorizeUrl,
            String tokenUrl,
            String clientId,
            String clientSecret,
            String scope,
            boolean pkce,
            boolean clientBasic,
            boolean json,
            Map<String, String> parameters,
            Expression tokens) {
        /** Without the client's secret. */
        @Override
        public String toString() {
            return "OAuth[" + tokenUrl + "]";
        }
    }

    /** What {@code connectors.list} tells. */
    JsonObject json() {
        var listed = new JsonArray();
        actions.values().forEach(action -> listed.add(action.json()));
        return new JsonObject()
                .put("name", name)
                .put("title", title)
                .put("description", source.getString("description"))
                .put("url", url)
                .put("version", version)
                .put("origin", origin)
                .put("oauth", oauth != null)
                .put("credentials", source.getJsonObject("auth").getJsonObject("credentials"))
                .put("actions", listed);
    }
}
