package ai.levqor.billing;

import ai.levqor.bus.Reply;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Whether payments can be taken. Everybody may ask, so the provider is asked at most twice a minute. */
final class Health {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final @Nullable Payments payments;
    private final InstantSource clock;
    private volatile boolean asking;
    private volatile @Nullable Look last;

    Health(@Nullable Payments payments, InstantSource clock) {
        this.payments = payments;
        this.clock = clock;
    }

    Reply reply() {
        if (payments == null) {
            return () -> json("off", false, null, "billing_not_configured", null);
        }
        Look look = look(payments);
        return () -> json(
                payments.mode(), !payments.mode().equals(StandIn.MODE), look.trouble() == null, look.trouble(), look.at());
    }

    private Look look(Payments provider) {
        Look known = last;
        if (known != null && clock.millis() - known.at() < KEPT.toMillis()) {
            return known;
        }
        if (known != null && asking) {
            return known; // somebody asks already
        }
        asking = true;
        try {
            var look = new Look(provider.trouble(), clock.millis());
            last = look;
            return look;
        } finally {
            asking = false;
        }
    }

    private static JsonObject json(
            String mode, boolean configured, @Nullable Boolean reachable, @Nullable String trouble, @Nullable Long at) {
        return new JsonObject()
                .put("ok", reachable == null || reachable)
                .put("mode", mode)
                .put("configured", configured)
                .put("reachable", reachable)
                .put("trouble", trouble)
                .put("checked_at", Invoice.seconds(at));
    }

    private record Look(@Nullable String trouble, long at) {}
}
