package ai.levqor.connectors;

import ai.levqor.config.CallbacksSettings;
import ai.levqor.config.ConnectorsSettings;
import ai.levqor.config.HttpSettings;
import ai.levqor.connectors.ConnectorService.Asked;
import ai.levqor.connectors.ConnectorService.Put;
import ai.levqor.node.Actor;
import ai.levqor.node.Kernel;
import ai.levqor.people.Person;
import ai.levqor.people.PersonalData;
import ai.levqor.security.GuardedClient;
import io.vertx.core.Future;
import java.io.IOException;

/** The connectors of a node. */
@SuppressWarnings("NullAway.Init") // open() makes the parts, on the verticle's context
public final class ConnectorsVerticle extends Actor {
    /** Calls of one provider at once, and that wait for these: all users of a provider share its host. */
    private static final int MAX_PER_ORIGIN = 128;

    private static final int MAX_WAITING = 2_048;

    private GuardedClient client;

    /** The connectors of this process. */
    public ConnectorsVerticle(Kernel kernel) {
        super(kernel);
    }

    @Override
    protected Future<?> open() {
        var settings = kernel.settings().section("connectors", ConnectorsSettings.class);
        var clock = kernel.clock();
        var reader = new ManifestReader(
                kernel.schemas(), new ConnectorUrls(kernel.settings().group("connectors.")));
        Library library;
        try {
            library = Library.load(reader, settings.folder());
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        client = new GuardedClient(vertx, policy(settings));
        var vault =
                new Vault(new VaultRepository(kernel.database()), new Ownership(kernel.bus()), kernel.secret(), clock);
        var tokens = new TokenEndpoint(client, clock);
        var connectors = new ConnectorService(
                vertx,
                library,
                reader,
                vault,
                new Exchange(client, clock),
                new Refresher(tokens, vault, clock),
                new Guards(clock, settings.circuitFailures(), settings.circuitPause()),
                settings,
                new ConnectorMeters(kernel.metrics(), library.names()));
        var flow = new ConnectFlow(
                library,
                new FlowRepository(kernel.database()),
                vault,
                tokens,
                clock,
                redirectUri(settings),
                settings.timeout());

        var ofPerson = new CredentialsOfPerson(kernel.database());
        on(PersonalData.export("connectors"), Person::of, ofPerson::export);
        on(PersonalData.forget("connectors"), Person::of, ofPerson::forget);
        on(Connectors.CALL, Asked::of, connectors::call);
        on(Connectors.LIST, request -> request, connectors::list);
        on(Connectors.VALIDATE, request -> request.text("source"), connectors::validate);
        on(Connectors.PUT_CREDENTIAL, Put::of, connectors::put);
        on(Connectors.CREDENTIALS, request -> request, connectors::credentials);
        on(Connectors.DELETE_CREDENTIAL, request -> request, connectors::delete);
        on(Connectors.ROTATE, request -> request, connectors::rotate);
        on(Connectors.AUTHORIZE, ConnectFlow.Begin::of, flow::begin);
        on(Connectors.FINISH, ConnectFlow.Answer::of, flow::finish);

        return Future.succeededFuture();
    }

    private GuardedClient.Policy policy(ConnectorsSettings settings) {
        boolean allowPrivate =
                kernel.settings().section("callbacks", CallbacksSettings.class).allowPrivate();
        var strict = GuardedClient.Policy.strict();
        return new GuardedClient.Policy(
                allowPrivate,
                allowPrivate && kernel.settings().core().production(),
                strict.connectTimeout(),
                settings.timeout(),
                settings.maxResponse(),
                MAX_PER_ORIGIN,
                MAX_WAITING);
    }

    private String redirectUri(ConnectorsSettings settings) {
        String base = settings.redirectBase();
        if (base.isEmpty()) {
            HttpSettings http = kernel.settings().section("http", HttpSettings.class);
            base = "http://" + http.host() + ":" + http.port();
        }
        return base.replaceAll("/+$", "") + Connectors.FINISH.path();
    }

    @Override
    protected Future<?> close() {
        return client.close();
    }
}
