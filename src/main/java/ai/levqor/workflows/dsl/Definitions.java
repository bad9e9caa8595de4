package ai.levqor.workflows.dsl;

import ai.levqor.workflows.dsl.DefinitionException.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.serverlessworkflow.api.WorkflowFormat;
import io.serverlessworkflow.api.WorkflowReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads definitions, in YAML or JSON, which is YAML too. */
public final class Definitions {
    /** Characters of a definition. */
    public static final int MAX_LENGTH = 256 * 1024;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,126}[a-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("\\d{1,6}\\.\\d{1,6}\\.\\d{1,6}(-[0-9A-Za-z.-]{1,32})?");
    /** Where the library's schema says that something is wrong. */
    private static final Pattern POINTER = Pattern.compile("(?:^|\\s)((?:/[^\\s/:]+)+)");

    private static final YAMLMapper YAML = mapper();

    private Definitions() {}

    private static YAMLMapper mapper() {
        var limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(20); // an alias that multiplies is an attack
        limits.setAllowDuplicateKeys(false);
        var mapper = new YAMLMapper(YAMLFactory.builder().loaderOptions(limits).build());
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        return mapper;
    }

    /** Reads a text that may refer to anything; throws with everything that is wrong with it. */
    public static Definition read(String text) throws DefinitionException {
        return read(text, Surroundings.ANY);
    }

    /** Reads a text; what it refers to outside of itself must be in {@code surroundings}. */
    public static Definition read(String text, Surroundings surroundings) throws DefinitionException {
        return read(text, surroundings, true);
    }

    /** Reads a text that passed {@link #read(String)} once: it is not held against the language's own schema again, which is slow. */
    public static Definition reread(String text) throws DefinitionException {
        return read(text, Surroundings.ANY, false);
    }

    /** What starts the workflow of a text that passed {@link #read(String)} once, or null; the rest is not read. */
    public static @Nullable Start start(String text) throws DefinitionException {
        return parsed(
                text, source -> source.root.has("schedule") ? EventReader.start(source.root.object("schedule")) : null);
    }

    /** How the workflow of a text that passed {@link #read(String)} once is called; the rest is not read. */
    public static Heading heading(String text) throws DefinitionException {
        return parsed(text, source -> {
            Fields document = source.root.object("document");
            String name = document.text("name");
            return new Heading(name, document.text("version"), document.text("title", name));
        });
    }

    /** How a workflow is called. */
    public record Heading(String name, String version, String title) {}

    private static Definition read(String text, Surroundings surroundings, boolean strange) throws DefinitionException {
        return parsed(text, source -> {
            Definition definition = definition(source.root, text, surroundings);
            if (strange && source.problems.isEmpty()) {
                conforms(text, source.lines, source.problems);
            }
            return definition;
        });
    }

    private static <T extends @Nullable Object> T parsed(String text, Function<Source, T> reader)
            throws DefinitionException {
        if (text.length() > MAX_LENGTH) {
            throw new DefinitionException(
                    List.of(new Problem(0, "", "must not be longer than " + MAX_LENGTH + " characters")));
        }
        JsonNode json;
        Lines lines;
        try (var parser = YAML.getFactory().createParser(text)) {
            json = YAML.readTree(text);
            lines = Lines.of(parser);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new DefinitionException(
                    List.of(new Problem(line, "", "is no YAML or JSON: " + e.getOriginalMessage())));
        } catch (IOException e) {
            throw new DefinitionException(List.of(new Problem(0, "", "cannot be read: " + e.getMessage())));
        }
        var problems = new ArrayList<Problem>();
        T read = reader.apply(new Source(Fields.root(json, lines, problems), lines, problems));
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(Problem::line));
            throw new DefinitionException(problems);
        }
        return read;
    }

    /** A text, and what is found to be wrong with it. */
    private record Source(Fields root, Lines lines, List<Problem> problems) {}

    private static Definition definition(Fields root, String text, Surroundings surroundings) {
        Fields document = root.object("document");
        String dsl = document.text("dsl");
        if (!dsl.startsWith("1.0.")) {
            document.wrong("dsl", "must be a version 1.0.x of the language, such as 1.0.0");
        }
        document.take("tags");
        document.take("metadata");
        String name = document.text("name");
        if (!NAME.matcher(name).matches()) {
            document.wrong("name", "must be small letters, digits, dots and hyphens, at most 128");
        }
        String version = document.text("version");
        if (!VERSION.matcher(version).matches()) {
            document.wrong("version", "must be a semantic version, such as 1.0.0");
        }
        Use use = new Use(root.object("use"), surroundings);
        var reader = new TaskReader(use);
        Fields input = root.object("input");
        Fields output = root.object("output");
        root.unsupported("evaluate", "expressions are jq and stand in ${ }");
        var definition = new Definition(
                document.text("namespace"),
                name,
                version,
                document.text("title", name),
                document.text("summary", ""),
                input.shape("from"),
                output.shape("as"),
                use.timeout(root),
                reader.tasks(root, "do"),
                DataSchema.read(input),
                DataSchema.read(output),
                root.has("schedule") ? EventReader.start(root.object("schedule")) : null,
                use.secrets(),
                text,
                root.json());
        use.end(reader);
        root.variables().check(use.secrets());
        List.of(document, input, output, root).forEach(Fields::end);
        return definition;
    }

    /** What passed our reading must also be what the language's own schema and library take. */
    private static void conforms(String text, Lines lines, List<Problem> problems) {
        try {
            WorkflowReader.validation().read(text, WorkflowFormat.YAML);
        } catch (IOException | RuntimeException e) {
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            Matcher named = POINTER.matcher(first);
            String path = named.find() ? named.group(1) : "";
            problems.add(new Problem(lines.line(path), path, "does not conform to DSL 1.0: " + first));
        }
    }
}
