package ai.levqor.connectors;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The connectors that there are: those in the jar, and those in a folder, which replace the jar's of the same name. */
final class Library {
    /** The manifests in the jar. */
    static final List<String> SHIPPED = List.of("gmail", "http", "notion", "slack", "telegram");

    private final ManifestReader reader;
    private final Map<String, Manifest> manifests;

    private Library(ManifestReader reader, Map<String, Manifest> manifests) {
        this.reader = reader;
        this.manifests = new ConcurrentSkipListMap<>(manifests);
    }

    /**
     * Reads the manifests of a folder; those of the jar, which are right, are read when they are first asked for.
     *
     * @param folder of further ones; empty for none
     * @throws IOException that names the file that cannot be read or is wrong, and where
     */
    static Library load(ManifestReader reader, String folder) throws IOException {
        Map<String, Manifest> manifests = new HashMap<>();
        if (!folder.isEmpty()) {
            for (Path file : files(Path.of(folder))) {
                Manifest manifest = read(reader, Files.readString(file), file.toString());
                manifests.put(manifest.name(), manifest);
            }
        }
        return new Library(reader, manifests);
    }

    private static Manifest read(ManifestReader reader, String text, String origin) throws IOException {
        try {
            return reader.read(text, origin);
        } catch (Failure wrong) {
            String field = wrong.field() == null ? "" : wrong.field() + " ";
            throw new IOException("The connector in " + origin + " cannot be used: " + field + wrong.getMessage()
                    + ". Mend it; `levqor connectors validate FILE` checks a file.");
        }
    }

    private Manifest shipped(String name) {
        String file = "connectors/" + name + ".yaml";
        try (InputStream in = Library.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("There is no " + file + " on the class path.");
            }
            return read(reader, new String(in.readAllBytes(), StandardCharsets.UTF_8), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")
                            || file.toString().endsWith(".yml")
                            || file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IOException("connectors.folder names " + folder + ", which " + why(e), e);
        }
    }

    private static String why(IOException unreadable) {
        return switch (unreadable) {
            case NoSuchFileException absent ->
                "is not there. Make it, or name another one in LEVQOR_CONNECTORS_FOLDER.";
            case NotDirectoryException file -> "is no folder. Name a folder in LEVQOR_CONNECTORS_FOLDER.";
            default -> "cannot be read: " + unreadable;
        };
    }

    Collection<Manifest> all() {
        SHIPPED.forEach(name -> manifests.computeIfAbsent(name, this::shipped));
        return manifests.values();
    }

    /** The names of all, without reading them. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(SHIPPED);
        names.addAll(manifests.keySet());
        return names;
    }

    /** The connector {@code name}; throws not_found. */
    Manifest find(String name) {
        Manifest manifest =
                SHIPPED.contains(name) ? manifests.computeIfAbsent(name, this::shipped) : manifests.get(name);
        if (manifest == null) {
            String names = all().stream().map(Manifest::name).collect(Collectors.joining(", "));
            throw new Failure(Code.NOT_FOUND, "There is no such connector; there are " + names + ".")
                    .with("connector", name);
        }
        return manifest;
    }
}
