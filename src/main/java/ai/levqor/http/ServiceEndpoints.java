package ai.levqor.http;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.metrics.Metrics;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What the process answers itself, without the operations. */
final class ServiceEndpoints {
    private static final Buffer OK = new JsonObject().put("ok", true).toBuffer();

    private final InFlight inFlight;
    private final Errors errors;

    ServiceEndpoints(InFlight inFlight, Errors errors) {
        this.inFlight = inFlight;
        this.errors = errors;
    }

    void addTo(Paths paths, Api api, Service service) {
        paths.add("GET", "/", landing(service, api.site().landing()));
        paths.add("GET", "/health", ServiceEndpoints::health);
        paths.add("GET", "/livez", context -> json(context, OK));
        paths.add("GET", "/readyz", ready(service.monitoring()));
        paths.add("GET", "/api/v1/health", healthy(service));
        var openApi = new MadeDocument("application/json", api.openApi());
        for (String path : List.of("/public/openapi.json", "/openapi.json", "/api/openapi")) {
            paths.add("GET", path, openApi);
        }
        paths.add("GET", "/docs/bus", new MadeDocument(Document.HTML, api.busReference()));
        paths.add("GET", "/docs/postman/collection.json", new MadeDocument("application/json", api.postman()));
        api.site().addTo(paths);
    }

    private static Handler<RoutingContext> landing(Service service, Document page) {
        Buffer self = new JsonObject()
                .put("ok", true)
                .put("service", "levqor-backend")
                .put("version", service.version())
                .put("build", service.build())
                .toBuffer();
        return context -> {
            context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            String accept = context.request().getHeader(HttpHeaders.ACCEPT);
            if (Accept.prefers(accept, "text/html", "application/json")) {
                page.handle(context);
            } else {
                json(context, self);
            }
        };
    }

    private static void health(RoutingContext context) {
        var health = new JsonObject().put("ok", true).put("ts", System.currentTimeMillis() / 1000);
        json(context, health.toBuffer());
    }

    private static Handler<RoutingContext> healthy(Service service) {
        Buffer healthy = new JsonObject()
                .put("status", "healthy")
                .put("version", service.version())
                .put("environment", service.development() ? "development" : "production")
                .toBuffer();
        return context -> json(context, healthy);
    }

    private Handler<RoutingContext> ready(Monitoring monitoring) {
        return context -> {
            if (inFlight.draining()) {
                throw new Failure(Code.UNAVAILABLE, "The server is shutting down.");
            }
            monitoring
                    .readiness()
                    .get()
                    .onSuccess(checks -> json(
                            context,
                            new JsonObject()
                                    .put("ok", true)
                                    .put("checks", checks)
                                    .toBuffer()))
                    .onFailure(cause -> errors.send(context, cause));
        };
    }

    /** The metrics, for whom they are open or who may read operations' state. */
    void addMetrics(Paths paths, Monitoring monitoring) {
        Handler<RoutingContext> metrics = context -> {
            if (!monitoring.open() && !Admission.caller(context).may("ops:read")) {
                throw Failure.forbidden();
            }
            monitoring
                    .metrics()
                    .scrape(context.vertx())
                    .onSuccess(text -> context.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, Metrics.CONTENT_TYPE)
                            .end(text))
                    .onFailure(cause -> errors.send(context, cause));
        };
        paths.add("GET", "/metrics", metrics);
        paths.add("GET", "/api/metrics", metrics);
    }

    private static void json(RoutingContext context, Buffer body) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, ErrorBody.JSON).end(body);
    }
}
