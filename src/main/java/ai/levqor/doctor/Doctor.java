package ai.levqor.doctor;

import ai.levqor.config.Settings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at everything around the server that can keep it from working. */
public final class Doctor {
    private Doctor() {}

    /** All findings, in the order in which to cure them; blocks for some seconds where a host does not answer. */
    public static List<Finding> examine(Settings settings, Map<String, String> env) {
        var findings = new ArrayList<Finding>();
        findings.addAll(Machine.examine(env));
        findings.addAll(DataFolder.examine(settings.core()));
        findings.addAll(DatabaseCheck.examine(settings, InstantSource.system()));
        findings.addAll(NamedFiles.examine(settings));
        findings.addAll(ClusterCheck.examine(settings));
        findings.add(Port.examine(settings));
        findings.addAll(Hosts.examine(settings));
        findings.addAll(MailServer.examine(settings));
        return findings;
    }
}
