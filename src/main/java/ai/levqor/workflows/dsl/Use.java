package ai.levqor.workflows.dsl;

import ai.levqor.expressions.Expression;
import ai.levqor.expressions.Template;
import ai.levqor.workflows.dsl.Action.Retry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a definition says once under {@code use} and refers to by name; each part may also be written in its place. */
final class Use {
    private static final int MAX_FUNCTIONS = 50;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,62}");

    private final Fields use;
    private final Surroundings surroundings;
    private final Map<String, Fields> functions = new LinkedHashMap<>();
    private final Map<String, Retry> retries = new LinkedHashMap<>();
    private final Map<String, Template> errors = new LinkedHashMap<>();
    private final Map<String, Duration> timeouts = new LinkedHashMap<>();
    private final Map<String, Authentication> authentications = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();

    Use(Fields use, Surroundings surroundings) {
        this.use = use;
        this.surroundings = surroundings;
        use.unsupported("extensions", "write the tasks where they are to run");
        use.unsupported("catalogs", "write functions under use.functions");
        readSecrets();
        each("functions", fields -> fields, functions);
        each("retries", Use::retryOf, retries);
        each("errors", Use::errorOf, errors);
        each("timeouts", Use::timeoutOf, timeouts);
        each("authentications", this::authenticationOf, authentications);
        if (functions.size() > MAX_FUNCTIONS) {
            use.wrong("functions", "must not be more than " + MAX_FUNCTIONS);
        }
    }

    Surroundings surroundings() {
        return surroundings;
    }

    List<String> secrets() {
        return List.copyOf(secrets);
    }

    private <T> void each(String name, Function<Fields, @Nullable T> reader, Map<String, T> into) {
        Fields all = use.object(name);
        all.json().fieldNames().forEachRemaining(one -> {
            T value = reader.apply(all.object(one));
            if (value != null) {
                into.put(one, value);
            }
        });
        all.end();
    }

    private void readSecrets() {
        JsonNode names = use.take("secrets");
        for (JsonNode name : names) {
            if (!name.isTextual() || !SECRET.matcher(name.textValue()).matches()) {
                use.wrong("secrets", "must be a list of names: letters, digits, dots, hyphens, underscores");
            } else if (!surroundings.hasSecret(name.textValue())) {
                use.wrong(
                        "secrets",
                        "has \"" + name.textValue() + "\", which this server does not know: name it, as "
                                + name.textValue() + "=…, in the setting workflows.secrets");
            } else {
                secrets.add(name.textValue());
            }
        }
        if (!names.isMissingNode() && !names.isArray()) {
            use.wrong("secrets", "must be a list of names");
        }
    }

    boolean hasFunction(String name) {
        return functions.containsKey(name);
    }

    /** The fields of the function {@code name}, which there is. */
    Fields function(String name) {
        Fields fields = functions.get(name);
        if (fields == null) {
            throw new IllegalArgumentException(name);
        }
        return fields;
    }

    /** Checks what nothing referred to, so that a mistake in it is told as well. */
    void end(TaskReader reader) {
        functions.forEach((name, fields) -> reader.function(fields, name));
        use.end();
    }

    /** {@code retry} of a {@code catch}, written there or by name; null where there is none. */
    @Nullable
    Retry retry(Fields handler) {
        return !handler.take("retry").isMissingNode() ? named(handler, "retry", retries, Use::retryOf) : null;
    }

    /** {@code timeout} of a task or of the workflow. */
    @Nullable
    Duration timeout(Fields around) {
        return !around.take("timeout").isMissingNode() ? named(around, "timeout", timeouts, Use::timeoutOf) : null;
    }

    /** {@code error} of a {@code raise}. */
    Template error(Fields raise) {
        Template error = raise.has("error") ? named(raise, "error", errors, Use::errorOf) : null;
        if (!raise.has("error")) {
            raise.wrong("error", "is missing; it must be an error, or the name of one in use.errors");
        }
        return error == null ? Template.of(JsonNodeFactory.instance.objectNode()) : error;
    }

    /** {@code authentication} of an endpoint; null where there is none. */
    @Nullable
    Authentication authentication(Fields endpoint) {
        if (!endpoint.has("authentication")) {
            return null;
        }
        Fields inline = endpoint.object("authentication");
        if (!inline.has("use")) {
            return authenticationOf(inline);
        }
        Authentication known = named(inline, "use", authentications, this::authenticationOf);
        inline.end();
        return known;
    }

    private <T> @Nullable T named(
            Fields around, String field, Map<String, T> known, Function<Fields, @Nullable T> reader) {
        JsonNode value = around.take(field);
        if (!value.isTextual()) {
            return reader.apply(around.object(field));
        }
        T found = known.get(value.textValue());
        if (found == null) {
            around.wrong(
                    field,
                    "names \"" + value.textValue() + "\", which is not there"
                            + (known.isEmpty() ? "" : "; there are " + String.join(", ", known.keySet())));
        }
        return found;
    }

    private static @Nullable Duration timeoutOf(Fields timeout) {
        Duration after = timeout.duration("after");
        if (!timeout.has("after")) {
            timeout.wrong("after", "is missing; it must be a duration such as PT15S");
        }
        timeout.end();
        return after;
    }

    private static Template errorOf(Fields error) {
        if (!error.has("type") || !error.has("status")) {
            error.wrong("must be an object with type (a URI) and status (a number)");
        }
        String problem = Fields.uriProblem(error.take("type"));
        if (problem != null) {
            error.wrong("type", problem);
        }
        Map<String, Template> members = new LinkedHashMap<>();
        for (String member : List.of("type", "status", "instance", "title", "detail")) {
            Template value = error.template(member);
            if (value != null) {
                members.put(member, value);
            }
        }
        error.end();
        return new Template.Members(members);
    }

    private @Nullable Authentication authenticationOf(Fields fields) {
        for (String other : List.of("digest", "oauth2", "oidc")) {
            fields.unsupported(other, "there are basic and bearer");
        }
        Authentication read = null;
        if (fields.has("basic")) {
            Fields basic = fields.object("basic");
            read = basic.has("use")
                    ? new Authentication.Basic(secret(basic, ".username"), secret(basic, ".password"))
                    : new Authentication.Basic(
                            ActionReader.required(basic, "username"), ActionReader.required(basic, "password"));
            basic.end();
        } else if (fields.has("bearer")) {
            Fields bearer = fields.object("bearer");
            read = new Authentication.Bearer(
                    bearer.has("use")
                            ? secret(bearer, " | if type == \"object\" then .token else . end")
                            : ActionReader.required(bearer, "token"));
            bearer.end();
        } else if (!fields.has("digest") && !fields.has("oauth2") && !fields.has("oidc")) {
            fields.wrong("must have basic or bearer");
        }
        fields.end();
        return read;
    }

    private Template secret(Fields policy, String member) {
        String name = policy.text("use");
        if (!secrets.contains(name)) {
            policy.wrong("use", "names the secret \"" + name + "\", which is not in use.secrets");
            return Template.of(JsonNodeFactory.instance.nullNode());
        }
        return Expression.parse("$secrets[\"" + name + "\"]" + member);
    }

    private static Retry retryOf(Fields retry) {
        Fields backoff = retry.object("backoff");
        Fields limit = retry.object("limit");
        Fields attempt = limit.object("attempt");
        Fields jitter = retry.object("jitter");
        attempt.unsupported("duration", "give the tasks a timeout");
        Retry.Backoff growth = Retry.Backoff.CONSTANT;
        for (Retry.Backoff one : Retry.Backoff.values()) {
            String name = one.name().toLowerCase(Locale.ROOT);
            if (backoff.has(name)) {
                if (!backoff.take(name).isObject() || !backoff.take(name).isEmpty()) {
                    backoff.wrong(name, "must be {}: the delay is what grows");
                }
                growth = one;
            }
        }
        if (backoff.json().size() > 1) {
            backoff.wrong("must have one of constant, exponential, linear");
        }
        var read = new Retry(
                retry.expression("when"),
                retry.expression("exceptWhen"),
                or(retry.duration("delay")),
                growth,
                attempt.number("count"),
                limit.duration("duration"),
                or(jitter.duration("from")),
                or(jitter.duration("to")));
        if (read.maxAttempts() == null && read.maxDuration() == null) {
            retry.wrong("needs limit.attempt.count or limit.duration, or it could go on for ever");
        }
        List.of(attempt, limit, backoff, jitter, retry).forEach(Fields::end);
        return read;
    }

    private static Duration or(@Nullable Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }
}
