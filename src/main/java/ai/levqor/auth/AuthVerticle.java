package ai.levqor.auth;

import ai.levqor.bus.Page;
import ai.levqor.config.AuthSettings;
import ai.levqor.contract.Catalog;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.EmailAddress;
import ai.levqor.people.Person;
import ai.levqor.people.PersonalData;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accounts, sign-in and sessions. */
public final class AuthVerticle extends Actor {
    private static final Logger LOG = LoggerFactory.getLogger(AuthVerticle.class);
    private static final Duration AGE_OUT_INTERVAL = Duration.ofMinutes(10);

    private long timer;
    private @Nullable Later mailing;

    /** The accounts of this process. */
    public AuthVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var clock = kernel.clock();
        var settings = kernel.settings().section("auth", AuthSettings.class);
        var accountRows = new AccountRepository(kernel.database());
        var sessionRows = new SessionRepository(kernel.database(), settings.sessionIdle());
        var linkRows = new LinkRepository(kernel.database());
        var links = new Links(kernel.secret(), settings.linkLifetime(), clock);
        var url = new PublicUrl(vertx, kernel.settings());
        var mails = new Mails(kernel.bus(), url);
        var sessions = new Sessions(vertx, kernel.secret());
        var profiles = new Profiles(kernel.bus(), accountRows);
        Context context = vertx.getOrCreateContext();
        mailing = new Later(vertx, settings.mailSpread());
        var signIn = new SignIn(
                kernel.database(),
                accountRows,
                linkRows,
                links,
                mails,
                url,
                new Referrals(kernel.bus(), Catalog::operation, accountRows),
                profiles,
                sessions,
                settings,
                work -> context.runOnContext(none -> work.run()),
                mailing,
                clock);
        var own = new SessionService(accountRows, sessionRows, sessions, clock);
        var lookup = new SessionLookup(sessionRows, accountRows, profiles, settings.sessionIdle(), clock);
        var accounts =
                new AccountService(accountRows, linkRows, links, mails, url, sessions, settings.linkLifetime(), clock);

        on(Auth.MAGIC_LINK, LinkRequest::of, signIn::request);
        on(Auth.CODE, Proof::code, signIn::byCode);
        on(Auth.LINK, Proof::link, signIn::byLink);
        on(Auth.SESSION, SessionService::account, own::current);
        on(Auth.BIND_SESSION, SessionService.Binding::of, own::bind);
        on(Auth.SESSIONS, SessionService::account, own::list);
        on(Auth.END_SESSION, SessionService.OwnSession::of, own::end);
        on(Auth.SIGN_OUT, SessionService.Ending::of, own::signOut);
        on(Auth.SIGN_OUT_EVERYWHERE, SessionService::account, own::signOutEverywhere);
        on(Auth.RESOLVE, request -> request.text("hash"), lookup::resolve);
        on(Auth.POWER, AccountService::id, lookup::power);
        on(Auth.ACCOUNTS, Page::of, accounts::list);
        on(Auth.GET, AccountService::id, accounts::get);
        on(Auth.INVITE, AccountService.Invitation::of, accounts::invite);
        on(Auth.CHANGE_ROLE, AccountService.NewRole::of, accounts::changeRole);
        on(Auth.DISABLE, AccountService::id, accounts::disable);
        on(Auth.ENABLE, AccountService::id, accounts::enable);
        on(Auth.DELETE, AccountService::id, accounts::delete);
        var persons = new PersonService(accountRows, sessionRows, linkRows, sessions);
        on(PersonalData.identify("auth"), Person::of, persons::identify);
        on(PersonalData.export("auth"), Person::of, persons::export);
        on(PersonalData.forget("auth"), Person::of, persons::forget);
        on(Auth.HAS_ADMIN, request -> request, none -> accounts.hasAdmin());
        on(Auth.CREATE_ADMIN, request -> EmailAddress.of(request).text(), accounts::createAdmin);

        timer = vertx.setPeriodic(AGE_OUT_INTERVAL.toMillis(), none -> {
            long now = clock.millis();
            linkRows.ageOut(now)
                    .compose(done -> sessionRows.ageOut(now))
                    .onFailure(cause -> LOG.warn("ended sessions and links could not be deleted", cause));
        });
        return Future.succeededFuture();
    }

    @Override
    protected Future<?> close() {
        vertx.cancelTimer(timer);
        return mailing == null ? Future.succeededFuture() : mailing.finish();
    }
}
