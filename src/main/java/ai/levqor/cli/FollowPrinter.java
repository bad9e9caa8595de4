package ai.levqor.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Set;

/** Prints the events of a job as they come. */
final class FollowPrinter {
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

    private final PrintWriter out;
    private final boolean json;
    private String status = "";

    FollowPrinter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** The last status that came; empty before the first. */
    String status() {
        return status;
    }

    boolean ended() {
        return ENDED.contains(status);
    }

    void print(String type, JsonObject data) {
        if (type.equals("state")) {
            status = data.getString("status");
        }
        out.println(
                json
                        ? new JsonObject().put("type", type).put("data", data).encode()
                        : switch (type) {
                            case "state" -> state(data);
                            case "step" ->
                                "step      " + data.getString("step") + " " + data.getString("state")
                                        + (data.getValue("error") == null ? "" : " " + data.getValue("error"));
                            case "progress" -> "progress  " + progress(data);
                            case "log" -> line(data);
                            default -> type + " " + data.encode();
                        });
        out.flush();
    }

    private static String state(JsonObject data) {
        JsonObject waiting = data.getJsonObject("waiting");
        Object more = waiting != null
                ? waiting.getString("message")
                : data.getValue("error") != null ? data.getValue("error") : data.getValue("result");
        return "state     " + data.getString("status") + (more == null ? "" : ": " + more);
    }

    private static String progress(JsonObject data) {
        if (data.getValue("progress") == null) {
            return data.getInteger("steps_done", 0) + " of " + data.getInteger("steps_known", 0) + " steps";
        }
        String message = data.getString("message");
        return Math.round(data.getDouble("progress") * 100) + " %" + (message == null ? "" : ": " + message);
    }

    /** A log line for people. */
    static String line(JsonObject line) {
        String step = line.getString("step");
        return Instant.ofEpochMilli(Math.round(line.getDouble("at") * 1000)) + " "
                + String.format("%-5s", line.getString("level")) + (step == null ? "" : " " + step) + " "
                + line.getString("message");
    }
}
