package ai.levqor.bus;

import io.vertx.core.Completable;
import io.vertx.core.eventbus.impl.clustered.DefaultNodeSelector;
import io.vertx.core.impl.VertxBootstrapImpl;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Vert.x' own choice of the node that a request goes to, which it tells to nobody: this one tells whoever sent the request,
 * and passes over nodes that have left and whose registrations are not gone yet.
 *
 * <p>Vert.x finds it by {@code META-INF/services}; only a cluster asks it.
 */
public final class NotingSelector extends DefaultNodeSelector implements VertxServiceProvider {
    private static final ScopedValue<Sender> SENDER = ScopedValue.newInstance();
    private static final int CHOICES = 16;

    /** Of one Vert.x instance. */
    public NotingSelector() {}

    @Override
    public void init(VertxBootstrap bootstrap) {
        if (bootstrap instanceof VertxBootstrapImpl own) {
            own.clusterNodeSelector(new NotingSelector());
        }
    }

    /**
     * Runs {@code request}, which sends one request to a node that is {@code here}, and tells {@code chosen} which, maybe
     * later.
     */
    static <T> T noting(Predicate<String> here, Consumer<String> chosen, Supplier<T> request) {
        return ScopedValue.where(SENDER, new Sender(here, chosen)).call(request::get);
    }

    @Override
    public void selectForSend(String address, Completable<String> promise) {
        if (SENDER.isBound()) {
            select(address, CHOICES, SENDER.get(), promise);
        } else {
            super.selectForSend(address, promise);
        }
    }

    private void select(String address, int choices, Sender sender, Completable<String> promise) {
        super.selectForSend(address, (node, failure) -> {
            if (node == null) {
                promise.complete(null, failure);
            } else if (sender.here.test(node)) {
                sender.chosen.accept(node);
                promise.succeed(node);
            } else if (choices > 1) {
                select(address, choices - 1, sender, promise);
            } else {
                promise.succeed(null); // nobody serves it
            }
        });
    }

    private record Sender(Predicate<String> here, Consumer<String> chosen) {}
}
