package ai.levqor.users;

import static io.vertx.core.Future.await;

import ai.levqor.bus.EntityTag;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Tells and deletes everything that is kept about one person, here and by the {@link Contributors}. */
final class PersonService {
    private final UserService users;
    private final UserRepository repository;
    private final Contributors contributors;
    private final InstantSource clock;

    PersonService(UserService users, UserRepository repository, Contributors contributors, InstantSource clock) {
        this.users = users;
        this.repository = repository;
        this.contributors = contributors;
        this.clock = clock;
    }

    /** Whom to delete. */
    record Deletion(String id, @Nullable String ifMatch) {
        static Deletion of(Request request) {
            return new Deletion(request.text("user_id"), request.input().getString("if_match"));
        }
    }

    Reply export(String id) {
        User user = users.find(id);
        JsonObject data = contributors.export(user);
        return () -> new JsonObject()
                .put("user", user.json())
                .put("exported_at", clock.millis() / 1000)
                .put("data", data);
    }

    /** The user goes last: as long as anything may be left, the deletion can be repeated. */
    Reply delete(Deletion asked) {
        User user = users.find(asked.id());
        EntityTag.require(asked.ifMatch(), user.json());
        JsonObject forgotten = contributors.forget(user);
        await(repository.delete(user.id()));
        return () -> new JsonObject()
                .put("deleted", true)
                .put("user_id", user.id().toString())
                .put("forgotten", forgotten);
    }
}
