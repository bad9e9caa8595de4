package ai.levqor.http;

import ai.levqor.auth.Auth;
import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Operation;
import ai.levqor.config.Cidr;
import ai.levqor.config.CoreSettings;
import ai.levqor.config.CorsSettings;
import ai.levqor.config.DurationText;
import ai.levqor.config.HttpSettings;
import ai.levqor.config.JobsSettings;
import ai.levqor.config.LimitsSettings;
import ai.levqor.config.OpsSettings;
import ai.levqor.config.SiteSettings;
import ai.levqor.contract.BusReference;
import ai.levqor.contract.Catalog;
import ai.levqor.contract.OpenApi;
import ai.levqor.contract.Postman;
import ai.levqor.contract.Schemas;
import ai.levqor.node.Kernel;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Serves the operations of all actors, wherever they run, over HTTP. */
public final class HttpVerticle extends VerticleBase {
    private static final int MAX_URL = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(15);

    private static final String VERSION =
            Objects.requireNonNullElse(HttpVerticle.class.getPackage().getImplementationVersion(), "development");

    private static final String PORTS = "levqor.http.port";

    private final Kernel kernel;
    private @Nullable HttpEdge edge;

    /** One event loop's server of this process. */
    public HttpVerticle(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public Future<?> start() {
        CoreSettings core = kernel.settings().core();
        HttpSettings http = kernel.settings().section("http", HttpSettings.class);
        var api = new Api(
                Catalog.operations(),
                (Operation operation) -> Schemas.shared().schema(operation.request()),
                () -> OpenApi.of(VERSION).toBuffer(),
                () -> Buffer.buffer(BusReference.of(VERSION)),
                () -> Postman.of(VERSION).toBuffer(),
                site());
        var limits = new HttpLimits(
                http.host(),
                http.port() == 0 ? HttpLimits.FREE_PORT_OF_ALL : http.port(),
                http.maxBody(),
                MAX_URL,
                MAX_HEADERS,
                http.maxConnections(),
                http.requestTimeout().plusSeconds(30),
                HEAD_TIMEOUT,
                BODY_TIMEOUT);
        var service = new Service(
                VERSION,
                VERSION,
                !core.production(),
                new Monitoring(
                        kernel.health()::ready,
                        kernel.metrics(),
                        kernel.settings().section("ops", OpsSettings.class).openMetrics()));
        return EdgeState.of(kernel)
                .compose(state -> {
                    edge = new HttpEdge(
                            vertx,
                            new BusClient(
                                    vertx, http.requestTimeout(), kernel.bus().tracing()),
                            kernel.keys(),
                            api,
                            service,
                            limits,
                            policy(http, state),
                            state.streams());
                    return edge.start();
                })
                .onSuccess(none ->
                        ports(vertx).put(PORTS, Objects.requireNonNull(edge).port()));
    }

    /** The port on which HTTP is served in the process of {@code vertx}; the settings' own may be 0. */
    public static OptionalInt port(Vertx vertx) {
        Integer port = ports(vertx).get(PORTS);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    private static Map<String, Integer> ports(Vertx vertx) {
        return vertx.sharedData().getLocalMap(PORTS);
    }

    private EdgePolicy policy(HttpSettings http, EdgeState state) {
        LimitsSettings plans = kernel.settings().section("limits", LimitsSettings.class);
        return new EdgePolicy(
                state.limits(),
                caller -> ownLimit(plans, caller),
                http.trustedProxies().stream().map(Cidr::parse).toList(),
                kernel.settings().section("cors", CorsSettings.class).origins(),
                loop -> BrowserSessions.of(
                        loop,
                        kernel.clock(),
                        kernel.secret(),
                        kernel.settings().core().production(),
                        http.publicUrl()),
                state.connections());
    }

    /** The keys of the settings have neither limit nor plan: their requests count for the address that sends them. */
    private static OptionalInt ownLimit(LimitsSettings plans, Caller caller) {
        if (caller.id().startsWith(Auth.ACCOUNT)) {
            return OptionalInt.of(plans.perAccount());
        }
        if (caller.ratePerMinute() > 0) {
            return OptionalInt.of(caller.ratePerMinute());
        }
        return caller.plan().isEmpty() ? OptionalInt.empty() : OptionalInt.of(plans.ofPlan(caller.plan()));
    }

    private Site site() {
        var jobs = kernel.settings().section("jobs", JobsSettings.class);
        var site = kernel.settings().section("site", SiteSettings.class);
        return Site.of(VERSION, site.contact(), DurationText.words(jobs.retention()), kernel.clock());
    }

    @Override
    public Future<?> stop() {
        Duration grace = kernel.settings().core().shutdownTimeout().dividedBy(4);
        return edge == null ? Future.succeededFuture() : edge.drain(grace);
    }
}
