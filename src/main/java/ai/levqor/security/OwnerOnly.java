package ai.levqor.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes files that nobody but their owner may read, from their first moment on, whatever the process' umask is. */
public final class OwnerOnly {
    private OwnerOnly() {}

    /** Makes an empty file; fails when it is there. */
    public static void create(Path file) throws IOException {
        Files.createFile(file, attributes(file));
    }

    /** What a file is to be made with; nothing where the file system has no such permissions. */
    static FileAttribute<?>[] attributes(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        boolean posix = folder != null && Files.getFileStore(folder).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
