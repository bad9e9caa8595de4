package ai.levqor.keys;

import ai.levqor.bus.Page;
import ai.levqor.config.KeysSettings;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.Person;
import ai.levqor.people.PersonalData;
import ai.levqor.security.ApiKey;
import ai.levqor.security.KeyHash;
import io.vertx.core.Future;

/** The stored keys. */
@SuppressWarnings("NullAway.Init") // open() makes the parts, on the verticle's context
public final class KeysVerticle extends Actor {
    private LastUse lastUse;
    private long timer;

    /** The keys of this process. */
    public KeysVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var clock = kernel.clock();
        var repository = new KeyRepository(kernel.database());
        lastUse = new LastUse(repository);
        var lookup = new KeyLookup(repository, lastUse, clock);
        var settings = kernel.settings().section("keys", KeysSettings.class);
        var keys = new KeyService(
                repository,
                new UserKeys(kernel.database(), settings::perUser),
                lastUse,
                new KeyHash(kernel.secret()),
                kernel.settings().core().production() ? ApiKey.Kind.LIVE : ApiKey.Kind.TEST,
                settings.rotationOverlap(),
                this::changed,
                clock);

        on(Keys.CREATE, NewKey::of, keys::create);
        on(Keys.LIST, Page::of, keys::list);
        on(Keys.GET, request -> request.text("key_id"), keys::get);
        on(Keys.ROTATE, Rotation::of, keys::rotate);
        on(Keys.REVOKE, request -> request.text("key_id"), keys::revoke);
        on(Keys.PLAN, UserPlan::of, keys::plan);
        on(Keys.OF_USER, request -> request.text("user_id"), keys::ofUser);
        on(Keys.PLANS, request -> request, none -> keys.plans());
        on(Keys.RESOLVE, request -> request.text("hash"), lookup::resolve);

        var keysOfPerson = new KeysOfPerson(kernel.database(), this::changed, clock);
        on(PersonalData.identify("keys"), Person::of, keysOfPerson::identify);
        on(PersonalData.export("keys"), Person::of, keysOfPerson::export);
        on(PersonalData.forget("keys"), Person::of, keysOfPerson::forget);

        timer = vertx.setPeriodic(KeyRepository.USE_INTERVAL.toMillis(), none -> lastUse.write());
        return Future.succeededFuture();
    }

    private void changed() {
        kernel.keys().forget(); // this process at once, before the answer; the others as soon as they hear of it
        vertx.eventBus().publish(Keys.CHANGED, null);
    }

    @Override
    protected Future<?> close() {
        vertx.cancelTimer(timer);
        return lastUse.write();
    }
}
