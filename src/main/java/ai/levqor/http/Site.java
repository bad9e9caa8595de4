package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of {@code webroot/} as the build packed them. Each file of the index is a route of its own; no request's
 * path ever becomes the name of a file, so there is nothing that a path could lead out of.
 */
public final class Site {
    private static final String INDEX = "index.html";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

    /** The files that are the same for every installation, shared by all event loops; templates have none. */
    private static final Map<String, Document> FILES = new HashMap<>();

    private static final List<String> TEMPLATES = new ArrayList<>();

    static {
        JsonObject index = read("/webroot.json").toJsonObject();
        for (String name : index.fieldNames()) {
            JsonObject file = index.getJsonObject(name);
            if (file.getBoolean("template")) {
                TEMPLATES.add(name);
            } else {
                FILES.put(name, packed(name, file.getString("etag"), file.getJsonArray("codings")));
            }
        }
    }

    private final Map<String, Document> documents = new HashMap<>(FILES);
    private final SecurityTxt securityTxt;

    private Site(Map<String, String> values, SecurityTxt securityTxt) {
        this.securityTxt = securityTxt;
        for (String name : TEMPLATES) {
            String text = filled(read("/webroot/" + name).toString(), values);
            documents.put(name, Document.of(type(name), policy(name), Buffer.buffer(text)));
        }
    }

    /**
     * The site of one installation.
     *
     * @param version the release that runs
     * @param contact where its operator is reached, an https: or mailto: address
     * @param retention how long finished jobs are kept, in words
     */
    public static Site of(String version, String contact, String retention, InstantSource clock) {
        var values = Map.of(
                "version", version,
                "contact", contact,
                "contact-text", contact.replaceFirst("^(mailto:|https://)", ""),
                "retention", retention);
        return new Site(values, new SecurityTxt(contact, clock));
    }

    /** Makes a route of each file; a folder's page is at the folder's name as well. */
    void addTo(Paths paths) {
        documents.forEach((name, document) -> {
            paths.add("GET", "/" + name, document);
            if (name.endsWith("/" + INDEX)) {
                String folder = "/" + name.substring(0, name.length() - INDEX.length());
                paths.add("GET", folder, document);
                paths.add("GET", folder.substring(0, folder.length() - 1), document);
            }
        });
        paths.add("GET", "/.well-known/security.txt", securityTxt);
    }

    /** The page at the root. */
    Document landing() {
        return Objects.requireNonNull(documents.get(INDEX), INDEX);
    }

    /** The page of this name. */
    Document page(String name) {
        return Objects.requireNonNull(documents.get(name), name);
    }

    /** Answers who looks for a page that is not there with a page, everybody else with {@code not_found}. */
    Handler<RoutingContext> missing() {
        Document page = Objects.requireNonNull(documents.get("404.html"), "404.html");
        return context -> {
            var request = context.request();
            boolean reads =
                    request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
            if (reads && Accept.prefers(request.getHeader("accept"), "text/html", "application/json")) {
                page.send(context, 404);
            } else {
                context.fail(new Failure(Code.NOT_FOUND, null));
            }
        };
    }

    private static Document packed(String name, String etag, JsonArray codings) {
        var forms = new ArrayList<StaticContent>();
        for (Object coding : codings) {
            String ending = coding.equals("br") ? ".br" : ".gz";
            forms.add(StaticContent.resource(coding.toString(), etag, "webroot/" + name + ending));
        }
        forms.add(StaticContent.resource(StaticContent.IDENTITY, etag, "webroot/" + name));
        String cached = name.startsWith("webjars/") ? Document.IMMUTABLE : Document.REVALIDATED;
        return new Document(type(name), cached, policy(name), List.copyOf(forms));
    }

    private static @Nullable ContentPolicy policy(String name) {
        if (!name.endsWith(".html")) {
            return null;
        }
        return switch (name) {
            case "docs/index.html" -> ContentPolicy.SWAGGER_UI;
            case "redoc/index.html" -> ContentPolicy.REDOC;
            case "dashboard/index.html" -> ContentPolicy.DASHBOARD;
            default -> ContentPolicy.PAGE;
        };
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> Document.HTML;
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "txt" -> "text/plain; charset=utf-8";
            case "json" -> "application/json";
            case "svg" -> "image/svg+xml";
            case "ico" -> "image/vnd.microsoft.icon";
            case "png" -> "image/png";
            default -> throw new IllegalStateException("webroot/" + name + " is of a type that the site has none of.");
        };
    }

    private static String filled(String template, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(escaped(
                        Objects.requireNonNull(values.get(found.group(1)), () -> "No value for " + found.group()))));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static Buffer read(String resource) {
        try {
            return StaticContent.read(resource);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
