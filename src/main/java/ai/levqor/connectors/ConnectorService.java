package ai.levqor.connectors;

import ai.levqor.bus.Failure;
import ai.levqor.bus.Reply;
import ai.levqor.bus.Request;
import ai.levqor.config.ConnectorsSettings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists connectors, checks manifests, and makes calls. */
final class ConnectorService {
    private final Vertx vertx;
    private final Library library;
    private final ManifestReader reader;
    private final Vault vault;
    private final Exchange exchange;
    private final Refresher refresher;
    private final Guards guards;
    private final ConnectorsSettings settings;
    private final ConnectorMeters meters;

    ConnectorService(
            Vertx vertx,
            Library library,
            ManifestReader reader,
            Vault vault,
            Exchange exchange,
            Refresher refresher,
            Guards guards,
            ConnectorsSettings settings,
            ConnectorMeters meters) {
        this.vertx = vertx;
        this.library = library;
        this.reader = reader;
        this.vault = vault;
        this.exchange = exchange;
        this.refresher = refresher;
        this.guards = guards;
        this.settings = settings;
        this.meters = meters;
    }

    /**
     * A call that is asked for.
     *
     * @param pages how many pages of a list to gather
     */
    record Asked(
            String connector,
            String action,
            JsonObject credentials,
            JsonObject params,
            int pages,
            @Nullable String idempotencyKey,
            Holder holder) {
        static Asked of(Request request) {
            JsonObject input = request.input();
            return new Asked(
                    request.text("name"),
                    request.text("action"),
                    input.getJsonObject("credentials", new JsonObject()),
                    input.getJsonObject("params", new JsonObject()),
                    input.getInteger("pages", 1),
                    input.getString("idempotency_key"),
                    Holder.of(request.caller()));
        }

        /** Without credentials and parameters. */
        @Override
        public String toString() {
            return "Asked[" + connector + "." + action + "]";
        }
    }

    /** Credentials to store. */
    record Put(
            String connector,
            String name,
            JsonObject fields,
            @Nullable Boolean shared,
            Holder holder) {
        static Put of(Request request) {
            return new Put(
                    request.text("name"),
                    request.text("credential"),
                    request.input().getJsonObject("credentials"),
                    request.input().getBoolean("shared"),
                    Holder.of(request.caller()));
        }

        /** Without the fields. */
        @Override
        public String toString() {
            return "Put[" + connector + "/" + name + "]";
        }
    }

    Reply call(Asked asked) {
        Manifest manifest = library.find(asked.connector());
        Action action = manifest.actions().get(asked.action());
        if (action == null) {
            throw Failure.invalid(
                    "action",
                    "is no action of " + manifest.name() + "; there are "
                            + String.join(", ", manifest.actions().keySet()));
        }
        if (asked.pages() > settings.maxPages()) {
            throw Failure.invalid("pages", "must be at most " + settings.maxPages());
        }
        check("params", action.check(), asked.params());
        Credentials credentials = credentials(manifest, asked);
        Guard guard = guards.of(credentials);
        Credentials renewed = guard.renewed();
        var call = new ConnectorCall(
                vertx,
                exchange,
                refresher,
                guard,
                manifest,
                action,
                renewed == null || credentials.stored() != null ? credentials : renewed,
                asked.idempotencyKey(),
                settings.maxAttempts(),
                settings.timeout());
        JsonObject result = timed(manifest, () -> call.run(Trees.of(asked.params()), asked.pages()));
        return () -> new JsonObject()
                .put("status", "ok")
                .put("connector", manifest.name())
                .put("result", result);
    }

    private JsonObject timed(Manifest manifest, Supplier<JsonObject> call) {
        ConnectorMeters.Times times = meters.of(manifest.name());
        long begun = System.nanoTime();
        boolean well = false;
        try {
            JsonObject result = call.get();
            well = true;
            return result;
        } finally {
            times.ended(well, begun);
        }
    }

    private Credentials credentials(Manifest manifest, Asked asked) {
        JsonObject given = asked.credentials();
        if (given.getValue("stored") instanceof String name && given.size() == 1) {
            return vault.open(manifest.name(), name, asked.holder());
        }
        check("credentials", manifest.auth().check(), given);
        return Credentials.given(manifest.name(), given);
    }

    private static void check(String at, Consumer<JsonObject> schema, JsonObject value) {
        try {
            schema.accept(value);
        } catch (Failure wrong) {
            String field = wrong.field() == null ? at : at + "." + wrong.field();
            throw Failure.invalid(field, String.valueOf(wrong.getMessage()));
        }
    }

    Reply list(Request request) {
        var listed = new JsonArray();
        library.all().forEach(manifest -> listed.add(manifest.json()));
        return () -> new JsonObject().put("connectors", listed);
    }

    /** Whether a manifest can be used; its problem is an answer, not a failure. */
    Reply validate(String source) {
        try {
            Manifest manifest = reader.read(source, "given");
            return () -> new JsonObject()
                    .put("valid", true)
                    .put("problems", new JsonArray())
                    .put("actions", new JsonArray(List.copyOf(manifest.actions().keySet())));
        } catch (Failure wrong) {
            String field = wrong.field() == null ? "" : wrong.field();
            var problem = new JsonObject().put("field", field).put("message", wrong.getMessage());
            return () -> new JsonObject()
                    .put("valid", false)
                    .put("problems", new JsonArray().add(problem))
                    .put("actions", new JsonArray());
        }
    }

    Reply put(Put put) {
        Manifest manifest = library.find(put.connector());
        check("credentials", manifest.auth().check(), put.fields());
        if (manifest.auth().unchecked() && !put.fields().containsKey("origin")) {
            throw Failure.invalid(
                    "credentials.origin", "is required of stored ones: the scheme, host and port that they are for");
        }
        return stored(() -> vault.put(manifest.name(), put.name(), put.fields(), put.holder(), put.shared()));
    }

    private static Reply stored(Supplier<StoredCredential> work) {
        JsonObject json = work.get().json();
        return () -> json;
    }

    Reply credentials(Request request) {
        var listed = new JsonArray();
        vault.list(Holder.of(request.caller())).forEach(credential -> listed.add(credential.json()));
        return () -> new JsonObject().put("credentials", listed);
    }

    Reply delete(Request request) {
        String connector = request.text("name");
        String name = request.text("credential");
        vault.delete(connector, name, Holder.of(request.caller()));
        return () ->
                new JsonObject().put("connector", connector).put("name", name).put("deleted", true);
    }

    Reply rotate(Request request) {
        int credentials = vault.rotate();
        return () -> new JsonObject().put("rotated", true).put("credentials", credentials);
    }
}
