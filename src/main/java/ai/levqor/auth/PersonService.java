package ai.levqor.auth;

import static io.vertx.core.Future.await;

import ai.levqor.auth.LinkRepository.Asked;
import ai.levqor.auth.SessionRepository.SignedIn;
import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.people.Person;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells and forgets the account of one person, with its sessions and the links that were asked for. */
final class PersonService {
    private final AccountRepository accounts;
    private final SessionRepository sessionRows;
    private final LinkRepository links;
    private final Sessions sessions;

    PersonService(AccountRepository accounts, SessionRepository sessionRows, LinkRepository links, Sessions sessions) {
        this.accounts = accounts;
        this.sessionRows = sessionRows;
        this.links = links;
        this.sessions = sessions;
    }

    /** As whom the person calls; the last admin may not be forgotten. */
    Reply identify(Person person) {
        Account account = find(person);
        var callers = new JsonArray();
        var holds = new JsonArray();
        if (account != null) {
            callers.add(Auth.ACCOUNT + account.id());
            if (await(accounts.lastAdmin(account.id()))) {
                holds.add(AccountService.LAST_ADMIN);
            }
        }
        return () -> new JsonObject().put("callers", callers).put("holds", holds);
    }

    Reply export(Person person) {
        var data = new JsonArray();
        Account account = find(person);
        if (account != null) {
            data.add(account.json()
                    .put("referral", account.referral() == null ? null : new JsonObject(account.referral()))
                    .put(
                            "sessions",
                            new JsonArray(await(sessionRows.all(account.id())).stream()
                                    .map(PersonService::whole)
                                    .toList())));
        }
        List<Asked> asked = await(links.ofPerson(person.email()));
        if (!asked.isEmpty()) {
            data.add(new JsonObject()
                    .put(
                            "sign_in_requests",
                            new JsonArray(asked.stream().map(Asked::json).toList())));
        }
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(Person person) {
        int forgotten = await(links.ofPerson(person.email())).size();
        Account account = find(person);
        if (account == null) {
            await(links.delete(person.email()));
        } else {
            forgotten += 1 + await(sessionRows.all(account.id())).size();
            if (!await(accounts.delete(account))) {
                throw new Failure(Code.CONFLICT, AccountService.LAST_ADMIN);
            }
            sessions.changed();
        }
        int went = forgotten;
        return () -> new JsonObject().put("forgotten", went);
    }

    private static JsonObject whole(SignedIn session) {
        return SessionService.json(session)
                .put("public_key", session.key() == null ? null : new JsonObject(session.key()));
    }

    private @Nullable Account find(Person person) {
        return await(accounts.find(person.email())).orElse(null);
    }
}
