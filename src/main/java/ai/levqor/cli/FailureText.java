package ai.levqor.cli;

import ai.levqor.bus.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/** A failure as the command line tells it. */
final class FailureText {
    private FailureText() {}

    /** One line; or a line for each problem, where the failure has several with their places in a file. */
    static String of(Failure failure) {
        JsonObject details = failure.details();
        if (details.getValue("problems") instanceof JsonArray problems) {
            return problems.stream()
                    .map(problem -> line((JsonObject) problem))
                    .collect(Collectors.joining(System.lineSeparator()));
        }
        String message = failure.getMessage();
        return (failure.field() == null ? "" : failure.field() + ": ")
                + (message == null ? failure.code().meaning() : message)
                + (details.isEmpty()
                        ? ""
                        : details.stream()
                                .map(detail -> detail.getKey() + " " + detail.getValue())
                                .collect(Collectors.joining(", ", " (", ")")));
    }

    private static String line(JsonObject problem) {
        return "line " + problem.getInteger("line") + ", " + problem.getString("path") + " "
                + problem.getString("message");
    }
}
