package ai.levqor.auth;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.people.EmailAddress;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** What admins do with accounts. */
final class AccountService {
    static final String LAST_ADMIN = "This is the last admin; make another account an admin first.";

    private static final UUID NEWEST = Uuid7.floor((1L << 48) - 1);

    private final AccountRepository accounts;
    private final LinkRepository linkRows;
    private final Links links;
    private final Mails mails;
    private final PublicUrl url;
    private final Sessions sessions;
    private final Duration linkLifetime;
    private final InstantSource clock;
    private final Uuid7 ids;

    AccountService(
            AccountRepository accounts,
            LinkRepository linkRows,
            Links links,
            Mails mails,
            PublicUrl url,
            Sessions sessions,
            Duration linkLifetime,
            InstantSource clock) {
        this.accounts = accounts;
        this.linkRows = linkRows;
        this.links = links;
        this.mails = mails;
        this.url = url;
        this.sessions = sessions;
        this.linkLifetime = linkLifetime;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    static UUID id(Request request) {
        return uuid("account_id", request.text("account_id"));
    }

    /** An id from outside; one that is none names nothing. */
    static UUID uuid(String name, String text) {
        if (text.length() != 36) {
            throw Failure.notFound(name, text);
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Failure.notFound(name, text);
        }
    }

    Reply list(Page page) {
        UUID before = page.after().isEmpty() ? NEWEST : cursor(page.after());
        return page.reply(
                "accounts",
                await(accounts.list(before, page.fetch())),
                Account::json,
                account -> account.id().toString());
    }

    private static UUID cursor(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Page.invalidCursor();
        }
    }

    Reply get(UUID id) {
        return find(id);
    }

    Reply invite(Invitation invitation) {
        url.base(); // or the mail would lead nowhere
        UUID id = ids.next();
        if (!await(accounts.insert(id, invitation.email(), invitation.role(), clock.millis()))) {
            throw new Failure(Code.CONFLICT, "The address has an account; change its role instead.");
        }
        await(mails.invitation(invitation.email()));
        return find(id);
    }

    Reply changeRole(NewRole asked) {
        find(asked.id());
        requireAdminLeft(await(accounts.setRole(asked.id(), asked.role())));
        return changed(asked.id());
    }

    Reply disable(UUID id) {
        find(id);
        requireAdminLeft(await(accounts.disable(id)));
        return changed(id);
    }

    Reply enable(UUID id) {
        find(id);
        await(accounts.enable(id));
        return changed(id);
    }

    Reply delete(UUID id) {
        requireAdminLeft(await(accounts.delete(find(id))));
        sessions.changed();
        return Reply.OK;
    }

    private Reply changed(UUID id) {
        sessions.changed();
        return find(id);
    }

    /** Makes an admin and a link, which only who asked gets to see. */
    Reply createAdmin(String email) {
        url.base(); // fails before anything is done where it is not set
        UUID account = await(accounts.makeAdmin(ids.next(), email, clock.millis()));
        Links.Fresh fresh = links.make(new LinkRequest(email, null, "", null));
        String link = url.link(fresh.token());
        await(linkRows.insert(fresh.link()));
        sessions.changed();
        var answer = new JsonObject()
                .put("account_id", account.toString())
                .put("email", email)
                .put("link", link)
                .put("expires_at", (clock.millis() + linkLifetime.toMillis()) / 1000);
        return () -> answer;
    }

    Reply hasAdmin() {
        boolean has = await(accounts.adminSignedIn());
        return () -> new JsonObject().put("has_admin", has);
    }

    private Account find(UUID id) {
        return await(accounts.find(id)).orElseThrow(() -> Failure.notFound("account_id", id.toString()));
    }

    private static void requireAdminLeft(boolean done) {
        if (!done) {
            throw new Failure(Code.CONFLICT, LAST_ADMIN);
        }
    }

    /** A new account. */
    record Invitation(String email, Role role) {
        static Invitation of(Request request) {
            return new Invitation(
                    EmailAddress.of(request).text(), Role.of(request.input().getString("role", "viewer")));
        }
    }

    /** Another role for an account. */
    record NewRole(UUID id, Role role) {
        static NewRole of(Request request) {
            return new NewRole(AccountService.id(request), Role.of(request.text("role")));
        }
    }
}
