package ai.levqor.connectors;

import ai.levqor.bus.Code;
import ai.levqor.bus.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The connectors that there are: those in the jar, and those in a folder, which replace the jar's of the same name. */
final class Library {
    /** The manifests in the jar. */
    static final List<String> SHIPPED = List.of("gmail", "http", "notion", "slack", "telegram");

    private final Map<String, Manifest> manifests;

    private Library(Map<String, Manifest> manifests) {
        this.manifests = manifests;
    }

    /**
     * Reads all manifests.
     *
     * @param folder of further ones; empty for none
     * @throws IOException that names the file that cannot be read or is wrong, and where
     */
    static Library load(ManifestReader reader, String folder) throws IOException {
        Map<String, Manifest> manifests = new TreeMap<>();
        for (String name : SHIPPED) {
            Manifest manifest = read(reader, shipped(name), "connectors/" + name + ".yaml");
            manifests.put(manifest.name(), manifest);
        }
        if (!folder.isEmpty()) {
            for (Path file : files(Path.of(folder))) {
                Manifest manifest = read(reader, Files.readString(file), file.toString());
                manifests.put(manifest.name(), manifest);
            }
        }
        return new Library(manifests);
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

    private static String shipped(String name) throws IOException {
        String file = "connectors/" + name + ".yaml";
        try (InputStream in = Library.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("there is no " + file + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
            throw new IOException("connectors.folder names " + folder + ", which cannot be read: " + e, e);
        }
    }

    Collection<Manifest> all() {
        return manifests.values();
    }

    /** The connector {@code name}; throws not_found. */
    Manifest find(String name) {
        Manifest manifest = manifests.get(name);
        if (manifest == null) {
            throw new Failure(
                            Code.NOT_FOUND,
                            "There is no such connector; there are " + String.join(", ", manifests.keySet()) + ".")
                    .with("connector", name);
        }
        return manifest;
    }
}
