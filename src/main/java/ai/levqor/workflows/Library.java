package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.Definitions;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Definitions that were read lately: a version never changes, so reading it once is enough. On one context. */
final class Library {
    private static final int MAX_READ = 500;

    private final WorkflowRepository workflows;
    private final Map<String, Definition> read = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Definition> eldest) {
            return size() > MAX_READ;
        }
    };
    private final Map<String, String> newest = new LinkedHashMap<>();
    private final Map<String, Future<Optional<Definition>>> reading = new HashMap<>();
    private int generation;

    Library(WorkflowRepository workflows) {
        this.workflows = workflows;
    }

    /** The newest versions may be others by now. */
    void forgetNewest() {
        newest.clear();
        reading.clear();
        generation++;
    }

    /** A definition, or null when there is none; a null version is the newest. */
    @Nullable
    Definition find(String name, @Nullable String version) {
        String wanted = version == null ? newest.get(name) : version;
        Definition known = wanted == null ? null : read.get(name + ' ' + wanted);
        return known != null ? known : await(load(name, version)).orElse(null);
    }

    /** Who asks while it is being read gets the same: reading is slow, and a thousand jobs may start at once. */
    private Future<Optional<Definition>> load(String name, @Nullable String version) {
        String key = name + ' ' + (version == null ? "" : version);
        Future<Optional<Definition>> under = reading.get(key);
        if (under == null) {
            int asked = generation;
            under = workflows
                    .find(name, version)
                    .map(stored -> stored.map(found -> keep(found, version == null && asked == generation)));
            reading.put(key, under);
            Future<Optional<Definition>> mine = under;
            under.onComplete(none -> reading.remove(key, mine));
        }
        return under;
    }

    private Definition keep(Stored stored, boolean isNewest) {
        Definition definition = parse(stored);
        read.put(stored.name() + ' ' + definition.version(), definition);
        if (isNewest && newest.size() < MAX_READ) {
            newest.put(stored.name(), definition.version());
        }
        return definition;
    }

    private static Definition parse(Stored stored) {
        try {
            return Definitions.reread(stored.source());
        } catch (DefinitionException e) {
            throw new IllegalStateException(
                    stored.name() + " " + stored.version() + " was stored and cannot be read any more", e);
        }
    }
}
