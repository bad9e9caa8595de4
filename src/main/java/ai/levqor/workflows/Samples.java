package ai.levqor.workflows;

import ai.levqor.workflows.dsl.DefinitionException;
import ai.levqor.workflows.dsl.Definitions;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/**
 * The workflows that come with the software, to begin with: {@code conf/workflows}. One is stored where there is none of
 * its name, and in a new version where the newest one came with the software too; what somebody made is left alone.
 */
final class Samples {
    /** Who made them: nobody who could call anything. */
    static final String CREATED_BY = "samples";

    /** Their names. */
    static final List<String> NAMES = List.of("hello", "fetch-and-notify", "ai-analysis", "approval", "nightly-report");

    private final WorkflowRepository workflows;
    private final InstantSource clock;

    Samples(WorkflowRepository workflows, InstantSource clock) {
        this.workflows = workflows;
        this.clock = clock;
    }

    /** The text of a sample. */
    static String source(String name) {
        String file = "conf/workflows/" + name + ".yaml";
        try (InputStream in = Samples.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    Future<Void> load() {
        Future<Void> all = Future.succeededFuture();
        for (String name : NAMES) {
            all = all.compose(none -> load(name));
        }
        return all;
    }

    private Future<Void> load(String name) {
        String source = source(name);
        return workflows.find(name, null).compose(newest -> {
            boolean missing = newest.map(stored -> stored.createdBy().equals(CREATED_BY)
                            && !stored.source().equals(source))
                    .orElse(true);
            return missing ? workflows.add(sample(name, source)).mapEmpty() : Future.succeededFuture();
        });
    }

    private Stored sample(String name, String source) {
        try {
            var heading = Definitions.heading(source);
            return new Stored(heading.name(), heading.version(), heading.title(), source, clock.millis(), CREATED_BY);
        } catch (DefinitionException e) {
            throw new IllegalStateException("the sample " + name + " is wrong", e);
        }
    }
}
