package ai.levqor.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite itself, which the driver's jar has as a native library. The driver would unpack it into the temporary folder at
 * each start and compare it byte for byte, a tenth of a second; here it stays beside the database.
 */
final class SqliteLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteLibrary.class);
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private SqliteLibrary() {}

    /** Lets the driver find the library in {@code folder}, if what is around that is this user's; else it goes its own way. */
    static synchronized void keepIn(Path folder) {
        if (System.getProperty(PATH) != null || System.getProperty(NAME) != null) {
            return;
        }
        if (!ours(folder.resolveSibling("."))) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (in == null) {
                return; // a platform that the driver has nothing for: it says so itself
            }
            String kept = SQLiteJDBCLoader.getVersion() + "-" + name;
            keep(in.readAllBytes(), folder, folder.resolve(kept));
            System.setProperty(PATH, folder.toString());
            System.setProperty(NAME, kept);
        } catch (IOException e) {
            LOG.debug("the native library of SQLite cannot be kept in {}", folder, e);
        }
    }

    /** Whose folder it is could put something else there between the look and the load. */
    private static boolean ours(Path folder) {
        try {
            return Files.getOwner(folder).getName().equals(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    // Compared each time, as what lies there is run.
    private static void keep(byte[] library, Path folder, Path file) throws IOException {
        Files.createDirectories(folder);
        if (Files.exists(file) && Arrays.equals(library, Files.readAllBytes(file))) {
            return;
        }
        Path whole = Files.createTempFile(folder, "", ".new");
        try {
            Files.write(whole, library);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole); // what is left on a full disk would keep it full
        }
    }
}
