package ai.levqor.ai;

import ai.levqor.config.AiSettings;
import ai.levqor.config.BusSettings;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.security.GuardedClient;
import io.vertx.core.Future;
import java.time.Duration;

/** Asks the AI provider. */
@SuppressWarnings("NullAway.Init") // open() makes the parts, on the verticle's context
public final class AiVerticle extends Actor {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER = 2 * 1024 * 1024;
    private static final int MAX_WAITING = 256;

    /** The caller hears why there is no answer before it gives up itself. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private GuardedClient client;

    /** The AI of this process. */
    public AiVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        AiSettings settings = kernel.settings().section("ai", AiSettings.class);
        Duration callers = kernel.settings().section("bus", BusSettings.class).requestTimeout();
        Duration most = callers.compareTo(MARGIN.multipliedBy(2)) > 0 ? callers.minus(MARGIN) : callers;
        Duration timeout = settings.timeout().compareTo(most) > 0 ? most : settings.timeout();
        // The operator names this address, so it may lie inside the network.
        client = new GuardedClient(
                vertx,
                new GuardedClient.Policy(
                        true, true, CONNECT_TIMEOUT, timeout, MAX_ANSWER, settings.maxRunning(), MAX_WAITING));
        var service = new AiService(vertx, new Provider(client, settings, kernel.clock()), settings, timeout);
        on(Ai.CHAT, Chat::of, service::chat);
        return Future.succeededFuture();
    }

    @Override
    protected Future<?> close() {
        return client.close();
    }
}
