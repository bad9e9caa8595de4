import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes the classes of picocli, which are compiled for Java 5, anew as Java 8 has them: with the stack maps (JVMS 4.7.4)
 * that let a JVM verify a class quickly and keep it in its class cache, which takes no older ones. A tenth of a
 * second for each command.
 */
final class Verifiable {
    private static final String ROOT = "picocli";

    private Verifiable() {}

    /** Takes the folder of classes to write to; the library is on the class path. */
    public static void main(String[] args) throws IOException {
        ClassLoader loader = Verifiable.class.getClassLoader();
        var classFile = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                        .orElse(ClassHierarchyResolver.defaultResolver())));
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            } else {
                builder.with(element);
            }
        };
        // Code that is only copied keeps what it had; each instruction passed on makes it be written anew.
        ClassTransform all =
                version.andThen(ClassTransform.transformingMethodBodies((code, element) -> code.with(element)));
        // The folder of an earlier build has them, too.
        String entry = loader.resources(ROOT + "/CommandLine.class")
                .map(Object::toString)
                .filter(url -> url.startsWith("jar:"))
                .findFirst()
                .orElseThrow();
        URI jar = URI.create(entry.substring(0, entry.indexOf('!')));
        try (var library = FileSystems.newFileSystem(jar, Map.of());
                var files = Files.walk(library.getPath(ROOT))) {
            List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
            for (Path each : classes) {
                byte[] written = classFile.transformClass(classFile.parse(Files.readAllBytes(each)), all);
                Path file = Path.of(args[0]).resolve(each.toString());
                Files.createDirectories(file.getParent());
                Files.write(file, written);
            }
        }
    }
}
