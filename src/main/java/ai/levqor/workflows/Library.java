package ai.levqor.workflows;

import static io.vertx.core.Future.await;

import ai.levqor.workflows.dsl.Definition;
import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.Definitions;
import java.util.LinkedHashMap;
import java.util.Map;
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

    Library(WorkflowRepository workflows) {
        this.workflows = workflows;
    }

    /** The newest versions may be others by now. */
    void forgetNewest() {
        newest.clear();
    }

    /** A definition, or null when there is none; a null version is the newest. */
    @Nullable
    Definition find(String name, @Nullable String version) {
        String wanted = version == null ? newest.get(name) : version;
        Definition known = wanted == null ? null : read.get(name + ' ' + wanted);
        if (known != null) {
            return known;
        }
        Stored stored = await(workflows.find(name, version)).orElse(null);
        if (stored == null) {
            return null;
        }
        Definition definition = parse(stored);
        read.put(name + ' ' + definition.version(), definition);
        if (version == null && newest.size() < MAX_READ) {
            newest.put(name, definition.version());
        }
        return definition;
    }

    private static Definition parse(Stored stored) {
        try {
            return Definitions.read(stored.source());
        } catch (DefinitionException e) {
            throw new IllegalStateException(
                    stored.name() + " " + stored.version() + " was stored and cannot be read any more", e);
        }
    }
}
