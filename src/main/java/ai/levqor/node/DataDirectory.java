package ai.levqor.node;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The data folder of a node, which its start makes where it is not there. */
public final class DataDirectory {
    private DataDirectory() {}

    /**
     * Makes it.
     *
     * @throws IOException when it cannot be made or written in, with what to change
     */
    static void make(Path folder) throws IOException {
        String why;
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) {
                return;
            }
            why = "this user may not write in it";
        } catch (FileAlreadyExistsException e) {
            why = "it is a file";
        } catch (IOException e) {
            why = "it cannot be made: " + e.getClass().getSimpleName();
        }
        throw new IOException("Cannot use " + folder.toAbsolutePath() + " as the data folder: " + why
                + ". Name a folder that this user may write in LEVQOR_DATA_DIR.");
    }

    /**
     * Fails as a start would, and leaves nothing behind. It is made and removed again, since rights alone do not tell:
     * some file systems refuse root itself.
     */
    public static void tryOut(Path folder) throws IOException {
        List<Path> absent = absent(folder);
        try {
            make(folder);
        } finally {
            for (Path made : absent) {
                remove(made);
            }
        }
    }

    /** What making {@code folder} would make, the innermost first. */
    private static List<Path> absent(Path folder) {
        var absent = new ArrayList<Path>();
        @Nullable Path each = folder.toAbsolutePath().normalize();
        while (each != null && Files.notExists(each)) {
            absent.add(each);
            each = each.getParent();
        }
        return absent;
    }

    private static void remove(Path made) throws IOException {
        try {
            Files.deleteIfExists(made);
        } catch (DirectoryNotEmptyException e) {
            // A server has started in it meanwhile.
        }
    }
}
