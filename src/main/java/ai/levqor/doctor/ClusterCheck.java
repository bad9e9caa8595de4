package ai.levqor.doctor;

import ai.levqor.config.ClusterSettings;
import ai.levqor.config.DatabaseSettings;
import ai.levqor.config.Settings;
import ai.levqor.node.ClusterProbe;
import ai.levqor.sql.DatabaseUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a node needs to join the others: an address of its own, its certificates, and a database to share. Nobody is asked to let it in. */
final class ClusterCheck {
    private static final String CHECK = "cluster";

    private ClusterCheck() {}

    static List<Finding> examine(Settings settings) {
        var cluster = settings.section("cluster", ClusterSettings.class);
        if (!cluster.enabled()) {
            return List.of();
        }
        var findings = new ArrayList<Finding>();
        if (DatabaseUrl.of(
                        settings.section("database", DatabaseSettings.class).url(),
                        settings.core().dataDir())
                instanceof DatabaseUrl.Sqlite) {
            findings.add(Finding.warning(
                    CHECK,
                    "the database is SQLite, which nodes cannot share",
                    "Set LEVQOR_DATABASE_URL to one PostgreSQL database on all nodes; only those that store nothing, such"
                            + " as --only http, need none."));
        }
        try {
            findings.add(Finding.ok(CHECK, cluster.host() + " is " + ClusterProbe.address(cluster)));
        } catch (IOException e) {
            findings.add(Finding.refused(
                    CHECK, e, "Set LEVQOR_CLUSTER_HOST to the address of this machine that the other nodes reach."));
        }
        try {
            ClusterProbe.certificates(cluster);
            findings.add(Finding.ok(
                    CHECK,
                    cluster.tls() ? "the certificates can be read" : "not encrypted: cluster.tls-key names no file"));
        } catch (IOException e) {
            findings.add(Finding.refused(
                    CHECK,
                    e,
                    "Let LEVQOR_CLUSTER_TLS_KEY, LEVQOR_CLUSTER_TLS_CERTIFICATE and LEVQOR_CLUSTER_TLS_AUTHORITY name"
                            + " files in PEM form that the user of the server may read."));
        }
        return findings;
    }
}
