package ai.levqor.users;

import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.EmailAddress;
import io.vertx.core.Future;

/** The users. */
public final class UsersVerticle extends Actor {
    /** The users of this process. */
    public UsersVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var repository = new UserRepository(kernel.database());
        var users = new UserService(repository, kernel.clock());
        var persons = new PersonService(users, repository, new Contributors(kernel.bus()), kernel.clock());
        var statistics = new UserStatistics(kernel.database(), kernel.clock());

        on(Users.UPSERT, UserService.Upsert::of, users::upsert);
        on(Users.LOOKUP, EmailAddress::of, users::lookup);
        on(Users.LIST, UserService.Listing::of, users::list);
        on(Users.GET, request -> request.text("user_id"), users::get);
        on(Users.PATCH, UserService.Patch::of, users::patch);
        on(Users.DELETE, PersonService.Deletion::of, persons::delete);
        on(Users.EXPORT, request -> request.text("user_id"), persons::export);
        on(Users.COUNTS, UserStatistics.Asked::of, statistics::counts);
        on(Users.TOTALS, request -> request, none -> statistics.totals());
        on(Users.SEEN, EmailAddress::of, users::seen);
        return Future.succeededFuture();
    }
}
