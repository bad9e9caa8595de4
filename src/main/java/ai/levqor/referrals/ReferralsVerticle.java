package ai.levqor.referrals;

import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.PersonalData;
import io.vertx.core.Future;

/** The referrals. */
public final class ReferralsVerticle extends Actor {
    /** The referrals of this process. */
    public ReferralsVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var referrals = new ReferralService(new ReferralRepository(kernel.database()), kernel.bus(), kernel.clock());

        on(Referrals.TRACK, Visit::of, referrals::track);
        on(Referrals.LIST, ReferralService.Listing::of, referrals::list);
        on(Referrals.SOURCES, ReferralService.Span::of, referrals::sources);
        on(PersonalData.export("referrals"), request -> request.text("email"), referrals::export);
        on(PersonalData.forget("referrals"), request -> request.text("email"), referrals::forget);
        return Future.succeededFuture();
    }
}
