package ai.levqor.doctor;

import ai.levqor.config.CoreSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.security.MasterSecret;
import ai.levqor.sql.DatabaseCure;
import ai.levqor.sql.DatabaseProbe;
import ai.levqor.sql.DatabaseUrl;
import ai.levqor.sql.SqliteCheck;
import ai.levqor.sql.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database: reachable, of a known version, up to date; and its clock beside ours. */
final class DatabaseCheck {
    /** How long a file is looked at: a large one takes minutes. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static final long SKEW_MS = 1_000;
    private static final long TOO_MUCH_SKEW_MS = 10_000;
    /** Before this no version of the software was made. */
    private static final long EARLIEST_MS = 1_763_000_000_000L;

    private DatabaseCheck() {}

    static List<Finding> examine(Settings settings, InstantSource clock) {
        var findings = new ArrayList<Finding>();
        if (clock.millis() < EARLIEST_MS) {
            findings.add(Finding.error(
                    "clock",
                    "this machine believes that it is " + clock.instant(),
                    "Set the clock; run a time service such as chrony."));
        }
        DatabaseUrl url = DatabaseUrl.of(
                settings.section("database", DatabaseSettings.class).url(),
                settings.core().dataDir());
        try {
            if (url instanceof DatabaseUrl.Sqlite sqlite) {
                Path file = sqlite.file();
                if (!Files.exists(file)) {
                    findings.add(toBeMade(file, settings.core().dataDir()));
                    return findings;
                }
                SqliteFile.check(file);
                Finding pages = pages(file);
                findings.add(pages);
                if (pages.state() == Finding.State.ERROR) {
                    return findings;
                }
            }
            DatabaseProbe probe = DatabaseProbe.of(url);
            long skew = Math.abs(clock.millis() - probe.clockMillis());
            findings.add(Finding.ok("database", probe.product()));
            findings.add(
                    probe.missing() == 0
                            ? Finding.ok("migrations", "the tables are up to date")
                            : Finding.warning(
                                    "migrations",
                                    probe.missing() + " migrations are missing",
                                    "Run levqor migrate; the next start does it as well."));
            findings.add(skew(skew));
            secret(settings.core(), probe.secret(), findings);
        } catch (IOException e) {
            findings.add(Finding.refused("database", e, DatabaseCure.of(url, e)));
        }
        return findings;
    }

    private static Finding toBeMade(Path file, Path dataDir) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        // The start makes the data folder, and no other one.
        if (folder == null
                || Files.exists(folder)
                || !dataDir.toAbsolutePath().normalize().startsWith(folder)) {
            SqliteFile.check(file);
        }
        return Finding.ok("database", "SQLite in " + file + ", to be made at the first start");
    }

    private static Finding pages(Path file) throws IOException {
        SqliteCheck check = SqliteCheck.of(file, LIMIT);
        if (!check.problems().isEmpty()) {
            return Finding.error(
                    "database", file + " is damaged: " + check.problems().getFirst(), DatabaseCure.RESTORE);
        }
        return Finding.ok(
                "database",
                check.whole()
                        ? file + " is whole"
                        : "no damage in what was read of " + file + " in " + LIMIT.toSeconds()
                                + " s; levqor backup reads all of it");
    }

    /** Nothing is found where one of both is not known: a secret that is to be made, or that {@link DataFolder} refuses. */
    private static void secret(CoreSettings core, @Nullable String noted, List<Finding> findings) {
        if (noted == null
                || (core.secret().isEmpty() && !Files.exists(core.dataDir().resolve(MasterSecret.FILE_NAME)))) {
            return;
        }
        MasterSecret own;
        try {
            own = MasterSecret.configured(core.secret(), core.dataDir());
        } catch (IOException refused) {
            return;
        }
        findings.add(
                own.fingerprint().equals(noted)
                        ? Finding.ok("secrets", "the database is used under this master secret")
                        : Finding.error(
                                "secrets",
                                "the database was made under another master secret: its API keys and credentials are of"
                                        + " no use under this one",
                                "Set LEVQOR_SECRET, or the file `secret` in the data folder, to that one."));
    }

    private static Finding skew(long skew) {
        String what = "this machine's clock and the database's differ by " + skew + " ms";
        String cure = "Run a time service such as chrony on both machines.";
        return skew > TOO_MUCH_SKEW_MS
                ? Finding.error("clock", what, cure)
                : skew > SKEW_MS ? Finding.warning("clock", what, cure) : Finding.ok("clock", what);
    }
}
