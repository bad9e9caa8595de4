package ai.levqor.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ways of running the product that must not differ for a client. */
enum Topology {
    SQLITE,
    POSTGRES,
    /** HTTP in one process, everything else in another, on one PostgreSQL. */
    CLUSTER;

    /** Starts it on an empty database. */
    Running start(Map<String, String> settings) {
        return switch (this) {
            case SQLITE -> new Running(empty(Store.SQLITE).with(settings));
            case POSTGRES -> new Running(empty(Store.POSTGRES).with(settings));
            case CLUSTER -> {
                Launch launch = empty(Store.POSTGRES).with(settings);
                ClusterPorts ports = ClusterPorts.free();
                yield new Running(
                        ports.first(launch.arguments(
                                "run",
                                "--only",
                                "keys,jobs,budgets,workers,workflows,callbacks,audit,ops",
                                "--cluster")),
                        ports.second(launch.sibling().arguments("run", "--only", "http", "--cluster")));
            }
        };
    }

    /** Without the samples, so that a test finds what it stored and nothing else. */
    private static Launch empty(Store store) {
        return Launch.on(store).with("LEVQOR_WORKFLOWS_SAMPLES", "false");
    }

    /** The processes of a topology; the last one has the API. */
    static final class Running implements AutoCloseable {
        private final List<ServerProcess> processes = new ArrayList<>();

        private Running(Launch... launches) {
            for (Launch launch : launches) {
                processes.add(launch.start());
            }
        }

        Client client() {
            return processes.getLast().client();
        }

        /** What all processes printed. */
        String log() {
            return String.join("\n", processes.stream().map(ServerProcess::log).toList());
        }

        @Override
        public void close() {
            processes.reversed().forEach(ServerProcess::close);
        }
    }
}
