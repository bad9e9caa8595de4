package ai.levqor.referrals;

import static io.vertx.core.Future.await;

import ai.levqor.bus.BusClient;
import ai.levqor.bus.Caller;
import ai.levqor.bus.Failure;
import ai.levqor.bus.Page;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.people.EmailAddress;
import ai.levqor.sql.Uuid7;
import ai.levqor.users.Users;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores and lists referrals. */
final class ReferralService {
    private static final UUID NEWEST = Uuid7.floor((1L << 48) - 1);

    private final ReferralRepository repository;
    private final BusClient bus;
    private final InstantSource clock;
    private final Uuid7 ids;

    ReferralService(ReferralRepository repository, BusClient bus, InstantSource clock) {
        this.repository = repository;
        this.bus = bus;
        this.clock = clock;
        this.ids = new Uuid7(clock);
    }

    /** Which part of the list is asked for. */
    record Listing(Page page, @Nullable String source) {
        static Listing of(Request request) {
            return new Listing(Page.of(request), request.input().getString("source"));
        }
    }

    /** A time in epoch milliseconds. */
    record Span(long from, long to) {
        static Span of(Request request) {
            return new Span(request.input().getLong("from"), request.input().getLong("to"));
        }
    }

    Reply track(Visit visit) {
        String email = address(visit);
        boolean created = await(repository.track(ids.next(), email, visit, clock.millis()));
        Referral stored = await(repository.find(email, visit.source()));
        return () ->
                new JsonObject().put(created ? "created" : "duplicate", true).put("referral", stored.json());
    }

    /** The address of whom it is about; that of a user is the user's. */
    private String address(Visit visit) {
        EmailAddress given = visit.email();
        if (visit.userId() == null) {
            if (given == null) {
                throw Failure.invalid("email", "is missing; give email or user_id");
            }
            return given.text();
        }
        var input = new JsonObject().put("user_id", visit.userId());
        String own = await(bus.call(Users.GET, input, Caller.SYSTEM)).getString("email");
        if (given != null && !given.text().equals(own)) {
            throw Failure.invalid("email", "is not the address of the user; give one of both");
        }
        return own;
    }

    Reply list(Listing asked) {
        Page page = asked.page();
        return page.reply(
                "referrals",
                await(repository.list(asked.source(), before(page), page.fetch())),
                Referral::json,
                referral -> referral.id().toString());
    }

    Reply sources(Span span) {
        JsonObject sources = await(repository.sources(span.from(), span.to()));
        return () -> sources;
    }

    Reply export(String email) {
        var data = new JsonArray(
                await(repository.ofPerson(email)).stream().map(Referral::json).toList());
        return () -> new JsonObject().put("data", data);
    }

    Reply forget(String email) {
        int forgotten = await(repository.forget(email));
        return () -> new JsonObject().put("forgotten", forgotten);
    }

    private static UUID before(Page page) {
        try {
            return page.after().isEmpty() ? NEWEST : UUID.fromString(page.after());
        } catch (IllegalArgumentException e) {
            throw Page.invalidCursor();
        }
    }
}
