package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What is answered without the bus and the database. Only the names below are served, never a file by its path. */
final class ServiceEndpoints {
    private static final Buffer OK = new JsonObject().put("ok", true).toBuffer();

    private final InFlight inFlight;

    ServiceEndpoints(InFlight inFlight) {
        this.inFlight = inFlight;
    }

    void addTo(Paths paths, Api api, Service service) {
        paths.add("GET", "/", landing(service));
        paths.add("GET", "/health", ServiceEndpoints::health);
        paths.add("GET", "/livez", context -> json(context, OK));
        paths.add("GET", "/readyz", this::ready);
        var openApi = Document.of("application/json", api.openApi().get());
        for (String path : List.of("/public/openapi.json", "/openapi.json", "/api/openapi")) {
            paths.add("GET", path, openApi);
        }
        paths.add(
                "GET",
                "/docs/bus",
                Document.of(Document.HTML, api.busReference().get()));
        Document.webroot(Document.CSS, "docs/docs.css").ifPresent(css -> paths.add("GET", "/docs/docs.css", css));
    }

    private static Handler<RoutingContext> landing(Service service) {
        Buffer self = new JsonObject()
                .put("ok", true)
                .put("service", "levqor-backend")
                .put("version", service.version())
                .put("build", service.build())
                .toBuffer();
        var page = Document.webroot(Document.HTML, "index.html");
        return context -> {
            context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            String accept = context.request().getHeader(HttpHeaders.ACCEPT);
            if (page.isPresent() && Accept.prefers(accept, "text/html", "application/json")) {
                page.get().handle(context);
            } else {
                json(context, self);
            }
        };
    }

    private static void health(RoutingContext context) {
        var health = new JsonObject().put("ok", true).put("ts", System.currentTimeMillis() / 1000);
        json(context, health.toBuffer());
    }

    private void ready(RoutingContext context) {
        if (inFlight.draining()) {
            throw new Failure(Code.UNAVAILABLE, "The server is shutting down.");
        }
        json(context, OK);
    }

    private static void json(RoutingContext context, Buffer body) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, ErrorBody.JSON).end(body);
    }
}
