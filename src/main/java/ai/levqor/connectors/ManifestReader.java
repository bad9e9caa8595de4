package ai.levqor.connectors;

import ai.levqor.bus.Failure;
import ai.levqor.bus.InputValidator;
import ai.levqor.config.DurationText;
import ai.levqor.connectors.Action.Paging;
import ai.levqor.connectors.Manifest.Auth;
import ai.levqor.connectors.Manifest.OAuth;
import ai.levqor.contract.Schemas;
import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import ai.levqor.security.GuardedClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Makes a {@link Manifest} of the text of its file, or tells what is wrong with it. */
final class ManifestReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ALIASES = 50;
    private static final String SCHEMA = "connectors/manifest";
    private static final Expression TRUE = Expression.parse("true");
    private static final Expression FALSE = Expression.parse("false");

    private final InputValidator schemas;
    private final ConnectorUrls urls;

    ManifestReader(InputValidator schemas, ConnectorUrls urls) {
        this.schemas = schemas;
        this.urls = urls;
    }

    /**
     * The connector that {@code text}, YAML or JSON, describes.
     *
     * @throws Failure that names the wrong place
     */
    Manifest read(String text, String origin) {
        JsonObject source = source(text);
        schemas.check(SCHEMA, source);
        String name = source.getString("name");
        Map<String, Action> actions = new LinkedHashMap<>();
        JsonArray listed = source.getJsonArray("actions");
        for (int i = 0; i < listed.size(); i++) {
            Action action = action(listed.getJsonObject(i), "actions[" + i + "]");
            if (actions.put(action.name(), action) != null) {
                throw Failure.invalid("actions[" + i + "].name", "is the name of another action, too");
            }
        }
        checkUrl(name, urls.base(name, ""));
        JsonObject auth = source.getJsonObject("auth");
        boolean absolute = !source.containsKey("url");
        return new Manifest(
                name,
                source.getString("title"),
                urls.base(name, source.getString("url", "")),
                urls.version(name, source.getString("version", "")),
                new Auth(
                        schema(auth.getJsonObject("credentials"), "auth.credentials"),
                        template(auth, "headers", "auth."),
                        template(auth, "query", "auth."),
                        expression(auth, "path", "auth.", null),
                        absolute),
                oauth(name, source.getJsonObject("oauth")),
                template(source, "headers", ""),
                expression(source, "error", "", null),
                rate(source),
                actions,
                source,
                origin);
    }

    private static JsonObject source(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            Object tree = new Yaml(new SafeConstructor(options)).load(text);
            if (tree instanceof Map<?, ?>) {
                return Trees.object(JSON.valueToTree(tree));
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw Failure.invalid(null, "line " + line + ": " + e.getProblem());
        } catch (YAMLException | IllegalArgumentException e) {
            throw Failure.invalid(null, "is no YAML: " + e.getMessage());
        }
        throw Failure.invalid(null, "A manifest is a mapping; see docs/connectors.md.");
    }

    private static void checkUrl(String name, String url) {
        try {
            if (!url.isEmpty()) {
                GuardedClient.check(url);
            }
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("connectors." + name + ".url", "cannot be called: " + e.getMessage());
        }
    }

    private static Action action(JsonObject action, String at) {
        List<Step> steps = new ArrayList<>();
        JsonArray listed = action.getJsonArray("steps");
        for (int i = 0; i < listed.size(); i++) {
            steps.add(step(listed.getJsonObject(i), at + ".steps[" + i + "]."));
        }
        JsonObject idempotency = action.getJsonObject("idempotency", new JsonObject());
        JsonObject paging = action.getJsonObject("paging");
        return new Action(
                action.getString("name"),
                schema(action.getJsonObject("params"), at + ".params"),
                schema(action.getJsonObject("result"), at + ".result"),
                steps,
                Objects.requireNonNull(expression(action, "output", at + ".", Expression.parse("."))),
                repeatable(idempotency, at + ".idempotency."),
                idempotency.getString("header", ""),
                paging == null
                        ? null
                        : new Paging(
                                paging.getString("param"),
                                Objects.requireNonNull(expression(paging, "next", at + ".paging.", FALSE)),
                                paging.getString("items")),
                rate(action),
                action.getDouble("cost", 0.0),
                action);
    }

    private static Expression repeatable(JsonObject idempotency, String at) {
        return switch (idempotency.getValue("repeatable", false)) {
            case Boolean constant -> constant ? TRUE : FALSE;
            case String text -> parsed(text, at + "repeatable");
            default -> FALSE;
        };
    }

    private static Step step(JsonObject step, String at) {
        boolean whole = step.containsKey("url");
        if (whole == step.containsKey("path")) {
            throw Failure.invalid(at + "path", "or url is needed, and not both");
        }
        String method = step.getString("method", "GET");
        return new Step(
                step.getString("name", "answer"),
                parsed(Expression.is(method) ? method : "\"" + method + "\"", at + "method"),
                step.getString("path", ""),
                expression(step, "url", at, null),
                step.getBoolean("auth", true),
                template(step, "headers", at),
                template(step, "query", at),
                step.containsKey("body") ? template(step, "body", at) : null,
                step.containsKey("mime") ? template(step, "mime", at) : null,
                expression(step, "when", at, null),
                Step.Encoding.valueOf(step.getString("encoding", "json").toUpperCase(Locale.ROOT)),
                Step.Reading.valueOf(step.getString("reading", "json").toUpperCase(Locale.ROOT)));
    }

    private @Nullable OAuth oauth(String name, @Nullable JsonObject oauth) {
        if (oauth == null) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        oauth.getJsonObject("parameters", new JsonObject())
                .forEach(member -> parameters.put(member.getKey(), String.valueOf(member.getValue())));
        return new OAuth(
                urls.setting(name, "authorize-url", oauth.getString("authorize_url")),
                urls.setting(name, "token-url", oauth.getString("token_url")),
                urls.setting(name, "client-id", ""),
                urls.setting(name, "client-secret", ""),
                oauth.getString("scope", ""),
                oauth.getBoolean("pkce", false),
                oauth.getString("client", "body").equals("basic"),
                oauth.getString("encoding", "form").equals("json"),
                parameters,
                Objects.requireNonNull(expression(oauth, "tokens", "oauth.", Expression.parse("."))));
    }

    private static @Nullable RateRule rate(JsonObject of) {
        JsonObject rate = of.getJsonObject("rate_limit");
        return rate == null
                ? null
                : new RateRule(rate.getInteger("requests"), DurationText.parse(rate.getString("period")));
    }

    private static Consumer<JsonObject> schema(JsonObject schema, String at) {
        try {
            return Schemas.check(schema);
        } catch (RuntimeException e) {
            throw Failure.invalid(at, "is no JSON Schema: " + e.getMessage());
        }
    }

    private static Template template(JsonObject of, String name, String at) {
        JsonNode value = Trees.of(of).path(name);
        try {
            return Template.of(value.isMissingNode() ? JsonNodeFactory.instance.objectNode() : value);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(at + name, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Expression expression(
            JsonObject of, String name, String at, @Nullable Expression otherwise) {
        String text = of.getString(name);
        return text == null ? otherwise : parsed(text, at + name);
    }

    private static Expression parsed(String text, String at) {
        try {
            return Expression.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.invalid(at, String.valueOf(e.getMessage()));
        }
    }
}
