package ai.levqor.doctor;

import ai.levqor.config.CoreSettings;
import ai.levqor.node.DataDirectory;
import ai.levqor.security.KeyRing;
import ai.levqor.security.MasterSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The data folder: its rights, its room, the secrets in it. */
final class DataFolder {
    private static final long MEGABYTE = 1024 * 1024;
    private static final long LITTLE = 1024 * MEGABYTE;
    private static final long TOO_LITTLE = 100 * MEGABYTE;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private DataFolder() {}

    static List<Finding> examine(CoreSettings core) {
        Path folder = core.dataDir().toAbsolutePath().normalize();
        var findings = new ArrayList<Finding>();
        try {
            DataDirectory.tryOut(folder);
        } catch (IOException e) {
            findings.add(Finding.refused("data-dir", e, "Change its rights, or name another one in LEVQOR_DATA_DIR."));
            return findings;
        }
        findings.add(Finding.ok("data-dir", folder + (Files.exists(folder) ? "" : ", to be made at the first start")));
        findings.add(disk(existing(folder)));
        for (String name : List.of(MasterSecret.FILE_NAME, KeyRing.DEVELOPMENT_FILE)) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                findings.add(secret(file));
            }
        }
        findings.add(master(core, folder));
        Path key = KeyRing.developmentKeyFile(folder);
        if (!core.production() && Files.isReadable(key)) { // where there is none, the start would make one
            try {
                KeyRing.developmentKey(folder);
            } catch (IOException e) {
                findings.add(Finding.refused("secrets", e, "Delete " + key + ", and the next start makes a new one."));
            }
        }
        return findings;
    }

    private static Path existing(Path folder) {
        Path parent = folder.getParent();
        return Files.exists(folder) || parent == null ? folder : existing(parent);
    }

    private static Finding disk(Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String what = free / MEGABYTE + " MB are free where the data folder is";
            String cure = "Make room, or move the data folder to a larger disk.";
            return free < TOO_LITTLE
                    ? Finding.error("disk", what, cure)
                    : free < LITTLE ? Finding.warning("disk", what, cure) : Finding.ok("disk", what);
        } catch (IOException e) {
            return Finding.warning("disk", "its free space is not known: " + e.getMessage(), "Look at the disk.");
        }
    }

    private static Finding secret(Path file) {
        try {
            if (!Files.isReadable(file)) {
                return Finding.error(
                        "secrets", "this user may not read " + file, "Give the file to the user of the server.");
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                return Finding.error(
                        "secrets",
                        "other users can read or write " + file,
                        "chmod 600 " + file + "; if others have read it, make a new one.");
            }
            return Finding.ok("secrets", file.getFileName() + " is its owner's only");
        } catch (IOException e) {
            return Finding.error("secrets", file + " cannot be read: " + e.getMessage(), "Look at the disk.");
        }
    }

    private static Finding master(CoreSettings core, Path folder) {
        Path file = folder.resolve(MasterSecret.FILE_NAME);
        if (core.secret().isEmpty()) {
            return own(core, file);
        }
        return Files.exists(file)
                ? Finding.warning(
                        "secrets",
                        "LEVQOR_SECRET is set, and the data folder has an older secret that is not used",
                        "If keys no longer work, set LEVQOR_SECRET to the text of " + file + "; else remove that file.")
                : Finding.ok("secrets", "the master secret is set");
    }

    private static Finding own(CoreSettings core, Path file) {
        try {
            if (Files.isReadable(file)) { // where there is none, the start would make one
                MasterSecret.configured(core.secret(), core.dataDir());
            }
            return Finding.ok("secrets", "the master secret is the data folder's own");
        } catch (IOException e) {
            return Finding.refused(
                    "secrets",
                    e,
                    "Put the secret back from where it is kept; if there never was another, delete " + file
                            + ", and the next start makes a good one.");
        }
    }
}
