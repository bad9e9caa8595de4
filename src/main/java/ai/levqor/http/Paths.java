package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the endpoint of a path: a map for the paths without parameters, a tree of segments for the others, so that the
 * number of routes costs nothing. A literal segment wins over a parameter.
 */
final class Paths {
    private static final String FOUND = "paths.found";

    private final Map<String, Resource> exact = new HashMap<>();
    private final Node root = new Node();
    private boolean parameterized;

    /** A path's endpoints by method. */
    private static final class Resource {
        private final Map<HttpMethod, Endpoint> endpoints = new HashMap<>();
        private String allow = "";

        void add(HttpMethod method, Endpoint endpoint) {
            if (endpoints.putIfAbsent(method, endpoint) != null) {
                throw new IllegalArgumentException("Two endpoints for " + method + " of one path");
            }
            if (method.equals(HttpMethod.GET)) {
                endpoints.put(HttpMethod.HEAD, endpoint);
            }
            var methods = new TreeSet<String>(Set.of("OPTIONS"));
            endpoints.keySet().forEach(served -> methods.add(served.name()));
            allow = String.join(", ", methods);
        }
    }

    /** A path's endpoints, and the values of its parameters, still escaped. */
    private record Found(Resource resource, List<String> values) {}

    private record Endpoint(AccessLog.Route route, List<String> parameters, Handler<RoutingContext> handler) {}

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Resource resource = new Resource();
        private @Nullable Node parameter;

        Node parameter() {
            if (parameter == null) {
                parameter = new Node();
            }
            return parameter;
        }
    }

    /** Serves {@code path}, in which {@code {name}} is a parameter; GET serves HEAD too. */
    void add(String method, String path, Handler<RoutingContext> handler) {
        var parameters = new ArrayList<String>();
        Node node = root;
        for (String segment : segments(path)) {
            if (segment.startsWith("{")) {
                parameters.add(segment.substring(1, segment.length() - 1));
                node = node.parameter();
            } else {
                node = node.literals.computeIfAbsent(segment, none -> new Node());
            }
        }
        HttpMethod served = HttpMethod.valueOf(method);
        node.resource.add(served, new Endpoint(AccessLog.Route.of(served, path), parameters, handler));
        if (parameters.isEmpty()) {
            exact.put(path, node.resource);
        } else {
            parameterized = true;
        }
    }

    /** Whether the request's path leads to something, which {@link #serve} then serves. */
    boolean find(RoutingContext context) {
        String path = path(context);
        var values = new ArrayList<String>(2);
        Resource resource = exact.get(path);
        if (resource == null && parameterized) {
            resource = find(root, segments(path), 0, values);
        }
        if (resource == null) {
            return false;
        }
        context.put(FOUND, new Found(resource, values));
        return true;
    }

    /** Serves what was found, or answers that its method is not served. */
    static void serve(RoutingContext context) {
        Found found = Objects.requireNonNull(context.get(FOUND), FOUND);
        Resource resource = found.resource;
        HttpMethod method = context.request().method();
        Endpoint endpoint = resource.endpoints.get(method);
        if (endpoint != null) {
            for (int i = 0; i < found.values.size(); i++) {
                context.pathParams().put(endpoint.parameters.get(i), decoded(found.values.get(i)));
            }
            AccessLog.route(context, endpoint.route);
            endpoint.handler.handle(context);
            return;
        }
        context.response().putHeader(HttpHeaders.ALLOW, resource.allow);
        Cors.preflight(context, resource.allow);
        if (!method.equals(HttpMethod.OPTIONS)) {
            throw new Failure(Code.METHOD_NOT_ALLOWED, "The path takes " + resource.allow + ".");
        }
        context.response().setStatusCode(204).end();
    }

    private static String path(RoutingContext context) {
        try {
            return context.normalizedPath();
        } catch (IllegalArgumentException malformed) {
            throw Failure.invalid(null, "The path has a malformed % escape.");
        }
    }

    private static @Nullable Resource find(Node node, String[] segments, int at, List<String> values) {
        if (at == segments.length) {
            return node.resource.endpoints.isEmpty() ? null : node.resource;
        }
        Node literal = node.literals.get(segments[at]);
        Resource found = literal == null ? null : find(literal, segments, at + 1, values);
        if (found != null || node.parameter == null || segments[at].isEmpty()) {
            return found;
        }
        values.add(segments[at]);
        found = find(node.parameter, segments, at + 1, values);
        if (found == null) {
            values.removeLast();
        }
        return found;
    }

    private static String[] segments(String path) {
        return path.substring(1).split("/", -1);
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
