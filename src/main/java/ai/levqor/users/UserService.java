package ai.levqor.users;

import static io.vertx.core.Future.await;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.people.EmailAddress;
import ai.levqor.sql.Uuid7;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes, finds, changes and lists users. */
final class UserService {
    private static final UUID NEWEST = Uuid7.floor((1L << 48) - 1);

    private final UserRepository repository;
    private final InstantSource clock;
    private final Uuid7 ids;

    UserService(UserRepository repository, InstantSource clock) {
        this.repository = repository;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    /** What an upsert asks for. */
    record Upsert(EmailAddress email, Given given) {
        static Upsert of(Request request) {
            return new Upsert(EmailAddress.of(request), Given.present(request.input()));
        }
    }

    /** What a patch asks for. */
    record Patch(String id, Given given, @Nullable String ifMatch) {
        static Patch of(Request request) {
            return new Patch(
                    request.text("user_id"),
                    Given.all(request.input()),
                    request.input().getString("if_match"));
        }
    }

    /** Which part of the list is asked for. */
    record Listing(Page page, Prefix prefix) {
        static Listing of(Request request) {
            return new Listing(Page.of(request), Prefix.of(request.input().getString("q", "")));
        }
    }

    Reply upsert(Upsert asked) {
        long now = clock.millis();
        User fresh = User.named(ids.next(), asked.email().text(), now);
        var upserted = await(repository.upsert(fresh, asked.given(), now));
        return () -> new JsonObject()
                .put(upserted.created() ? "created" : "updated", true)
                .put("user", upserted.user().json());
    }

    Reply lookup(EmailAddress email) {
        return await(repository.findByEmail(email.text())).orElseThrow(() -> new Failure(Code.NOT_FOUND, null));
    }

    Reply seen(EmailAddress email) {
        String id = await(repository.seen(email.text(), clock.millis()))
                .map(user -> user.id().toString())
                .orElse(null);
        return () -> new JsonObject().put("user_id", id);
    }

    Reply get(String id) {
        return find(id);
    }

    /** The user with this id; throws {@code not_found}. */
    User find(String id) {
        return await(repository.find(uuid(id))).orElseThrow(() -> notFound(id));
    }

    Reply patch(Patch asked) {
        Optional<User> patched =
                await(repository.patch(uuid(asked.id()), asked.given(), asked.ifMatch(), clock.millis()));
        User user = patched.orElseThrow(() -> notFound(asked.id()));
        return () -> new JsonObject().put("updated", true).put("user", user.json());
    }

    Reply list(Listing asked) {
        Page page = asked.page();
        return page.reply(
                "users",
                await(repository.list(asked.prefix(), before(page), page.fetch())),
                User::json,
                user -> user.id().toString());
    }

    private static UUID before(Page page) {
        try {
            return page.after().isEmpty() ? NEWEST : UUID.fromString(page.after());
        } catch (IllegalArgumentException e) {
            throw Page.invalidCursor();
        }
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw notFound(id);
        }
    }

    private static Failure notFound(String id) {
        return Failure.notFound("user_id", id);
    }
}
