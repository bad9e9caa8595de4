package ai.levqor.doctor;

import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.sql.DatabaseProbe;
import ai.levqor.sql.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The database: reachable, of a known version, up to date; and its clock beside ours. */
final class DatabaseCheck {
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
        if (url instanceof DatabaseUrl.Sqlite sqlite && !Files.exists(sqlite.file())) {
            findings.add(Finding.ok("database", "SQLite in " + sqlite.file() + ", to be made at the first start"));
            return findings;
        }
        try {
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
        } catch (IOException e) {
            findings.add(Finding.error(
                    "database",
                    String.valueOf(e.getMessage()),
                    "Start the database, or let LEVQOR_DATABASE_URL name the right one."));
        }
        return findings;
    }

    private static Finding skew(long skew) {
        String what = "this machine's clock and the database's differ by " + skew + " ms";
        String cure = "Run a time service such as chrony on both machines.";
        return skew > TOO_MUCH_SKEW_MS
                ? Finding.error("clock", what, cure)
                : skew > SKEW_MS ? Finding.warning("clock", what, cure) : Finding.ok("clock", what);
    }
}
