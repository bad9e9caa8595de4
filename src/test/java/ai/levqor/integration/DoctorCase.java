package ai.levqor.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.levqor.cli.Cli;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;

/** What {@code levqor doctor} says about how a server would be started. */
abstract class DoctorCase {
    static void assertHealthy(Launch launch) {
        JsonObject result = examine(launch);
        assertTrue(result.getBoolean("healthy"), result::encodePrettily);
    }

    static void assertError(Launch launch, String check, String cure) {
        JsonObject result = examine(launch);
        assertTrue(
                result.getJsonArray("findings").stream()
                        .map(JsonObject.class::cast)
                        .anyMatch(finding -> finding.getString("check").equals(check)
                                && finding.getString("state").equals("error")
                                && finding.getString("cure").contains(cure)),
                result::encodePrettily);
    }

    static JsonObject examine(Launch launch) {
        var env = new HashMap<>(launch.settings());
        env.put("LEVQOR_DATA_DIR", launch.data().toString());
        env.put("LEVQOR_HTTP_PORT", launch.port() + "");
        var out = new StringWriter();
        int status = new Cli(env, new PrintWriter(out, true), new PrintWriter(out, true)).run("doctor", "--json");
        var result = new JsonObject(out.toString());
        assertEquals(result.getBoolean("healthy") ? 0 : 1, status);
        return result;
    }
}
