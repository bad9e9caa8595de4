package ai.levqor.auth;

import static io.vertx.core.Future.await;

import ai.levqor.auth.LinkRepository.Tried;
import ai.levqor.auth.LinkRepository.Used;
import ai.levqor.auth.SessionRepository.SignedIn;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.config.AuthSettings;
import ai.levqor.config.AuthSettings.SignUp;
import ai.levqor.security.SessionToken;
import ai.levqor.sql.Database;
import ai.levqor.sql.Session;
import ai.levqor.sql.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request for a link to a session. */
final class SignIn {
    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);
    private static final int RETRY_AFTER_SECONDS = 600;

    /** How often the table of mails is written to for one mail: stored, begun, ended. */
    static final int COMMITS_OF_A_MAIL = 3;

    private final Database database;
    private final AccountRepository accounts;
    private final LinkRepository linkRows;
    private final Links links;
    private final Mails mails;
    private final PublicUrl url;
    private final Referrals referrals;
    private final Profiles profiles;
    private final Sessions sessions;
    private final AuthSettings settings;
    private final Executor background;
    private final Executor mailing;
    private final InstantSource clock;
    private final Uuid7 ids;

    /** {@code background} runs what nobody waits for, {@code mailing} what nobody may notice; both may await. */
    SignIn(
            Database database,
            AccountRepository accounts,
            LinkRepository linkRows,
            Links links,
            Mails mails,
            PublicUrl url,
            Referrals referrals,
            Profiles profiles,
            Sessions sessions,
            AuthSettings settings,
            Executor background,
            Executor mailing,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.linkRows = linkRows;
        this.links = links;
        this.mails = mails;
        this.url = url;
        this.referrals = referrals;
        this.profiles = profiles;
        this.sessions = sessions;
        this.settings = settings;
        this.background = background;
        this.mailing = mailing;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    /** Until the answer, the same is done for every address; whether it is known is asked afterwards. */
    Reply request(LinkRequest asked) {
        url.base(); // fails for everybody where it is not set
        Links.Fresh fresh = links.make(asked);
        if (!await(linkRows.insert(fresh.link(), settings.linksPerEmail(), settings.linksPerAddress()))) {
            throw new Failure(Code.RATE_LIMITED, "Too many sign-in links were asked for; try again later.")
                    .with("retry_after", RETRY_AFTER_SECONDS);
        }
        mailing.execute(() -> send(asked.email(), fresh));
        return Reply.OK;
    }

    private void send(String email, Links.Fresh fresh) {
        try {
            Optional<Account> account = await(accounts.find(email));
            boolean welcome = account.map(known -> !known.disabled()).orElse(settings.signUp() == SignUp.OPEN);
            if (welcome) {
                await(mails.signIn(email, fresh.token(), fresh.code(), settings.linkLifetime()));
            } else {
                await(linkRows.commitAsOften(fresh.link().id(), COMMITS_OF_A_MAIL));
            }
        } catch (RuntimeException failure) {
            LOG.error("a sign-in mail could not be sent", failure);
        }
    }

    Reply byLink(Proof proof) {
        String hash = SessionToken.hash(proof.secret());
        String browser = SessionToken.hash(proof.browser());
        return signedIn(proof, session -> LinkRepository.use(session, hash, browser, clock.millis()));
    }

    Reply byCode(Proof proof) {
        Optional<Tried> tried = proof.browser().isEmpty()
                ? Optional.empty()
                : await(linkRows.tryCode(proof.email(), SessionToken.hash(proof.browser()), clock.millis()));
        String hash = links.codeHash(proof.email(), proof.browser(), proof.secret());
        if (tried.isEmpty() || !SessionToken.same(hash, tried.get().codeHash())) {
            throw Proof.refused();
        }
        return signedIn(
                proof, session -> LinkRepository.use(session, tried.get().id(), clock.millis()));
    }

    private Reply signedIn(Proof proof, Function<Session, Future<Optional<Used>>> use) {
        String token = SessionToken.generate();
        long now = clock.millis();
        Account account = await(database.transaction(session -> use.apply(session)
                        .compose(used -> used.isEmpty()
                                ? Future.succeededFuture(Optional.<Account>empty())
                                : enter(session, used.get(), proof, token, now))))
                .orElseThrow(Proof::refused);
        // Not within the transaction: two that lock each other's links would wait for each other.
        await(linkRows.voidAll(account.email(), now));
        sessions.changed();
        background.execute(() -> await(referrals.deliver(account)));
        profiles.seen(account.id(), account.email(), account.userId());
        JsonObject answer = sessions.answer(account)
                .put("csrf_token", sessions.csrf(token))
                .put("expires_at", (now + settings.sessionLifetime().toMillis()) / 1000)
                .put("session", token);
        return () -> answer;
    }

    private Future<Optional<Account>> enter(Session session, Used used, Proof proof, String token, long now) {
        Future<?> known = settings.signUp() == SignUp.OPEN
                ? AccountRepository.insert(session, ids.next(), used.email(), Role.VIEWER, now)
                : Future.succeededFuture();
        return known.compose(none -> AccountRepository.signIn(session, used.email(), used.referral(), now))
                .compose(account -> account.isEmpty()
                        ? Future.succeededFuture(account)
                        : rotate(session, account.get(), proof, token, now).map(account));
    }

    /** A new session each time: one that somebody had planted before would else be signed in as well. */
    private Future<?> rotate(Session session, Account account, Proof proof, String token, long now) {
        String before = proof.beforeHash();
        Future<?> ended = before == null ? Future.succeededFuture() : SessionRepository.delete(session, before);
        var signedIn = new SignedIn(
                ids.next(),
                account.id(),
                SessionToken.hash(token),
                now,
                now,
                now + settings.sessionLifetime().toMillis(),
                proof.address(),
                proof.agent(),
                proof.key() == null ? null : proof.key().json().encode());
        return ended.compose(none -> SessionRepository.insert(session, signedIn, settings.maxSessions()));
    }
}
