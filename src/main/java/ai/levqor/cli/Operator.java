package ai.levqor.cli;

import ai.levqor.bus.Caller;
import ai.levqor.node.HostName;
import java.util.Set;
import java.util.UUID;

/** Who runs a command, as the audit trail names them: several machines may work on one database. */
final class Operator {
    private Operator() {}

    /** The user of this machine, who may do everything, under a request of its own. */
    static Caller caller() {
        return new Caller(
                "cli:" + System.getProperty("user.name", "unknown"),
                Set.of("*"),
                UUID.randomUUID().toString(),
                HostName.get(),
                agent(),
                "",
                0);
    }

    /** The command line as a client (RFC 9110, 10.1.5). */
    static String agent() {
        return "levqor-cli/" + Version.current();
    }
}
