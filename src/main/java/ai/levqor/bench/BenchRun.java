package ai.levqor.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Runs scenarios one after the other. */
public final class BenchRun {
    private BenchRun() {}

    /**
     * Measures and prints one JSON line a scenario to {@code out}; progress goes to {@code err}.
     *
     * @param server a PostgreSQL URL, or empty for SQLite
     * @param names the scenarios; empty is all
     * @return the exit status
     */
    public static int run(String server, int jobs, List<String> names, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        Map<String, Scenario> all = Scenarios.all();
        if (!all.keySet().containsAll(names)) {
            err.println("There are the scenarios " + String.join(", ", all.keySet()) + ".");
            return 2;
        }
        try (var database = BenchDatabase.create(server);
                var bench = new Bench(database.url(), database.folder(), jobs)) {
            for (Map.Entry<String, Scenario> scenario : all.entrySet()) {
                String name = scenario.getKey();
                if (!names.isEmpty() && !names.contains(name)) {
                    continue;
                }
                err.println("measuring " + name + " on " + database.kind() + " …");
                err.flush();
                JsonObject line = new JsonObject().put("bench", name).put("database", database.kind());
                out.println(line.mergeIn(scenario.getValue().run(bench)).encode());
                out.flush();
                bench.clean();
            }
        }
        return 0;
    }
}
